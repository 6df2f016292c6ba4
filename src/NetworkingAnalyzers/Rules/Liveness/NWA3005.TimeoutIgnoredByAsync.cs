using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A timeout that only blocking calls obey, on a connection that is used by asynchronous calls alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TimeoutIgnoredByAsync : NetworkingRule
{
    private static readonly Topics Reads = Topics.ReceivesBytes | Topics.ReceivesExactly | Topics.ReadsThroughReader | Topics.ReadsLine | Topics.ReadsOneByte;
    private static readonly Topics Writes = Topics.SendsBytes | Topics.WritesThroughWriter;

    /// <summary>Describes the rule.</summary>
    public TimeoutIgnoredByAsync()
        : base(
            "NWA3005",
            "A timeout is set that asynchronous calls ignore",
            "'{0}' counts for blocking calls only and '{1}' ignores it; pass a token of a CancellationTokenSource with CancelAfter instead",
            "ReceiveTimeout, SendTimeout, ReadTimeout and WriteTimeout end blocking calls. Asynchronous ones wait for ever all the same: "
            + "the code reads as if a silent peer were noticed after seconds, and it never is.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix =>
        "where a deadline begins and ends (a read, a message, an exchange) and what happens when it passes is for the author to say; the property cannot tell";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.BlockingTimeout, Judge);

    private static void Judge(Call call)
    {
        if (call.Operation.Parent is ISimpleAssignmentOperation assignment && ReferenceEquals(assignment.Target, call.Operation)
            && !IsOff(assignment.Value)
            && call.Receiver is { } connection && Connections.Carries(connection, call.Seen)
            && Evidence.TypeOf(call) is { } type
            && HeldBy(connection) is { } holder
            && !Leaves(holder, call)
            && !IsOfListener(connection, type, call)
            && IgnoredBy(call, type) is { } ignoring
            && (holder is not IParameterSymbol || call.Body.Root.Syntax.Span.Contains(ignoring.Syntax.Span)))
        {
            call.Report(call.Name, Uses.NameOf(ignoring));
        }
    }

    /// <summary>0 and -1 mean "wait for ever": nothing is set that could be ignored.</summary>
    private static bool IsOff(IOperation value) => value.ConstantValue is { HasValue: true, Value: 0 or -1 };

    /// <summary>
    /// An asynchronous call of the timeout's direction in the type, where there is no blocking one in it: the blocking one may be
    /// what the timeout is for.
    /// </summary>
    private static IOperation? IgnoredBy(Call call, INamedTypeSymbol type)
    {
        var direction = call.Member.Name.StartsWith("R", System.StringComparison.Ordinal) ? Reads : Writes;
        IOperation? ignoring = null;
        foreach (var pair in Evidence.CallsIn(type, call.Seen))
        {
            var (operation, topics) = (pair.Key, pair.Value);
            if (!topics.HasAny(direction))
            {
                continue;
            }

            if (topics.HasAny(Topics.BlocksOnNetwork))
            {
                return null;
            }

            if (topics.HasAny(Topics.Asynchronous) && Connections.Carries(Uses.ReceiverOf(operation), call.Seen)
                && (ignoring is null || operation.Syntax.SpanStart < ignoring.Syntax.SpanStart))
            {
                ignoring = operation;
            }
        }

        return ignoring;
    }

    /// <summary>
    /// The variable or field that the connection is kept in; null for what is made by a call. One that is handed in is judged
    /// only where it is used in the very same body.
    /// </summary>
    private static ISymbol? HeldBy(IOperation connection) => connection switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation { Parameter.RefKind: RefKind.None } parameter => parameter.Parameter,
        IFieldReferenceOperation { Field.DeclaredAccessibility: Accessibility.Private } field => field.Field,
        IPropertyReferenceOperation { Instance: { } inner, Property.Name: "Client" or "Socket" } => HeldBy(Uses.Plain(inner)),
        IInvocationOperation { Instance: { } inner, TargetMethod.Name: "GetStream" } => HeldBy(Uses.Plain(inner)),
        _ => null,
    };

    /// <summary>The connection goes where blocking calls may be made on it: returned, given to other types, seen from outside.</summary>
    private static bool Leaves(ISymbol holder, Call call)
    {
        var mentions = holder is ILocalSymbol or IParameterSymbol ? call.Body.MentionsOf(holder) : call.Seen.Sources.MentionsOf(holder);
        foreach (var mention in Flow.Writes.ReadsAmong(mentions))
        {
            var value = mention;
            while (value.Parent is IInvocationOperation { TargetMethod.Name: "GetStream" } or IPropertyReferenceOperation { Property.Name: "Client" or "Socket" })
            {
                value = value.Parent;
            }

            var fate = Fate.Of(value);
            switch (fate.Kind)
            {
                case FateKind.Returned:
                    return true;
                case FateKind.Stored when fate.Into is IFieldSymbol { DeclaredAccessibility: not Accessibility.Private } or IPropertySymbol or null:
                    return true;
                case FateKind.Passed when fate.At is IArgumentOperation argument && IsGivenAway(argument, call):
                    return true;
            }
        }

        return false;
    }

    /// <summary>Streams and readers of the framework keep it within the type; code of other types does not.</summary>
    private static bool IsGivenAway(IArgumentOperation argument, Call call)
    {
        var method = Uses.MemberOf(argument.Parent!) as IMethodSymbol;
        if (method is null)
        {
            return true;
        }

        return method.DeclaringSyntaxReferences.IsEmpty
            ? method.MethodKind != MethodKind.Constructor && method.ContainingType.Name is not ("Object" or "GC" or "Console")
            : !SymbolEqualityComparer.Default.Equals(method.ContainingType, Evidence.TypeOf(call));
    }

    /// <summary>On a listening socket the timeout is for Accept.</summary>
    private static bool IsOfListener(IOperation connection, INamedTypeSymbol type, Call call) =>
        HeldBy(connection) is { } holder
        && Evidence.CallsIn(type, call.Seen).Any(pair =>
            pair.Value.HasAny(Topics.Listens | Topics.Accepts)
            && Uses.ReceiverOf(pair.Key) is { } listener && SymbolEqualityComparer.Default.Equals(HeldBy(listener), holder));
}
