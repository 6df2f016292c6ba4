using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Functions that say whether a server's certificate will do, and what they say of one that will not.</summary>
internal static class CertificateChecks
{
    /// <summary>The SDK's own rule of this: who has switched it off here has decided.</summary>
    private const string BlindCallbacks = "CA5359";

    /// <summary>Those of a body that stand where a client asks them, and not only where a user has asked for less.</summary>
    public static IEnumerable<IDelegateCreationOperation> In(Seen seen) =>
        seen.Body.Delegates.Where(one => Certificates.IsCallback(one.Type, seen.Types) && Applies(one, seen));

    /// <summary>Whether the body gives anybody such a function.</summary>
    public static bool AreIn(NetBody body, NetTypes net) => body.Body.Delegates.Any(one => Certificates.IsCallback(one.Type, net));

    /// <summary>What the function says where this is all that is wrong.</summary>
    public static Verdicts VerdictOn(long errors, IDelegateCreationOperation check, Seen seen, System.Func<IOperation, object?>? assumed = null)
    {
        if (FunctionOf(check, seen) is not ({ } code, { } function))
        {
            return Verdicts.Unknown;
        }

        var known = new Dictionary<ISymbol, object>(SymbolEqualityComparer.Default);
        if (function.Parameters.LastOrDefault(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, seen.Types.Type(Certificates.Errors))) is { } told)
        {
            known.Add(told, errors);
        }

        return Evaluation.Of(code, known, seen.Sources, assumed);
    }

    /// <summary>Whether the function does more with the certificate than note it: compares it, keeps it, hands it on.</summary>
    public static bool LooksAtCertificate(IDelegateCreationOperation check, Seen seen)
    {
        if (FunctionOf(check, seen) is not ({ } code, { } function))
        {
            return true;
        }

        var certificates = new HashSet<ISymbol>(function.Parameters.Where(parameter => parameter.Type.Name.StartsWith("X509", System.StringComparison.Ordinal)), SymbolEqualityComparer.Default);
        return Operations.Below(code).OfType<IParameterReferenceOperation>().Any(mention => certificates.Contains(mention.Parameter) && !IsOnlyNoted(mention, code));
    }

    /// <summary>The flag that the function names, or its name where it stands.</summary>
    public static Location PlaceOf(IDelegateCreationOperation check) => check.Target.Syntax switch
    {
        ParenthesizedLambdaExpressionSyntax { Body: BlockSyntax, ParameterList: var list } => list.GetLocation(),
        AnonymousMethodExpressionSyntax method => method.DelegateKeyword.GetLocation(),
        var syntax => syntax.GetLocation(),
    };

    /// <summary>What is given the function, to print.</summary>
    public static string NameOf(IOperation check)
    {
        return Target(check) switch
        {
            IArgumentOperation { Parent: { } call } when Uses.MemberOf(call) is not null => Uses.NameOf(call),
            IAssignmentOperation { Target: IMemberReferenceOperation target } => target.Member.ContainingType.Name + "." + target.Member.Name,
            IEventAssignmentOperation { EventReference: IEventReferenceOperation @event } => @event.Event.ContainingType.Name + "." + @event.Event.Name,
            _ => check.Type?.Name is "Func" or null ? "HttpClientHandler.ServerCertificateCustomValidationCallback" : check.Type.Name,
        };
    }

    /// <summary>Whether what is given here is asked by a client, in whatever way the code is run, and outside of tests.</summary>
    public static bool Applies(IOperation check, Seen seen) =>
        !IsServers(check, seen)
        && !Silenced.Is(BlindCallbacks, check.Syntax, seen)
        && !TestCode.Holds(seen.Body.Owner, seen.Compilation)
        && !AskedForTrust.Holds(check, seen);

    /// <summary>The code of the function, and what it is given; nothing where it lies elsewhere.</summary>
    public static (IOperation? Code, IMethodSymbol? Function) FunctionOf(IDelegateCreationOperation check, Seen seen) => check.Target switch
    {
        IAnonymousFunctionOperation lambda => (lambda, lambda.Symbol),
        IMethodReferenceOperation { IsVirtual: false, Method: var method } => (seen.Sources.FunctionOf(method), method.OriginalDefinition),
        _ => (null, null),
    };

    /// <summary>Who takes it, also where something else comes first: <c>_check = given ?? Check</c>.</summary>
    private static IOperation Target(IOperation check)
    {
        var to = Handed.Of(check).To;
        while (to is ICoalesceOperation or IConditionalOperation { Type: not null })
        {
            to = Handed.Of(to).To;
        }

        return to;
    }

    private static bool IsOnlyNoted(IOperation mention, IOperation code)
    {
        for (var up = mention.Parent; up is not null && !ReferenceEquals(up, code); up = up.Parent)
        {
            switch (up)
            {
                case IInvocationOperation { TargetMethod.Name: var name } when Noting.Says(name):
                case IBinaryOperation { LeftOperand.ConstantValue: { HasValue: true, Value: null } } or IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: null } }:
                    return true;
                case IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation }:
                    return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Which clients a server trusts it may well decide later, by who they say they are; and of what is read from <c>SslStream.RemoteCertificate</c> afterwards, the callback need not know.
    /// </summary>
    private static bool IsServers(IOperation check, Seen seen)
    {
        var to = Target(check);
        var given = to switch
        {
            IArgumentOperation { Parameter.Name: var parameter } => parameter,
            IAssignmentOperation { Target: IMemberReferenceOperation { Member: { ContainingType.Name: var type, Name: var name } } } => type == "SslServerAuthenticationOptions" ? "clientCertificate" : name,
            _ => string.Empty,
        };
        if (given.TrimStart('_').StartsWith("client", System.StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (to is IArgumentOperation { Parent: IObjectCreationOperation context } && ServerSettings.AreGivenToServer(context, seen))
        {
            return true;
        }

        return to is IArgumentOperation { Parent: IObjectCreationOperation { Type: var made } } && NetTypes.Is(made, seen.Types.SslStream) && seen.Body.Owner?.ContainingType is { } owner
            && (seen.Sources.NamesIn(owner, "RemoteCertificate").Any() || Serves(owner, seen));
    }

    private static bool Serves(INamedTypeSymbol owner, Seen seen)
    {
        var here = seen.Net.Topics;
        if (here.HasAny(Topics.AnswersHandshake | Topics.AsksHandshake))
        {
            return !here.HasAny(Topics.AsksHandshake);
        }

        return seen.Sources.NamesIn(owner).Any(name => name.StartsWith("AuthenticateAsServer", System.StringComparison.Ordinal) || name == "BeginAuthenticateAsServer")
            && !seen.Sources.NamesIn(owner).Any(name => name.StartsWith("AuthenticateAsClient", System.StringComparison.Ordinal) || name == "BeginAuthenticateAsClient");
    }
}
