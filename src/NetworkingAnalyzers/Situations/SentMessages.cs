using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>A place where what a variable holds is sent.</summary>
internal readonly struct SentMessage
{
    public SentMessage(IOperation call, IOperation start, bool isAgain = false)
    {
        Call = call;
        Start = start;
        IsAgain = isAgain;
    }

    /// <summary>The call that sends it, or that runs a function that does.</summary>
    public IOperation Call { get; }

    /// <summary>Where to look on from: the variable in the call's arguments, for the call itself may fail; the call where there is none.</summary>
    public IOperation Start { get; }

    /// <summary>The function calls itself: what it has sent on this way it is given again, and sends again. Where it has sent nothing, that says nothing.</summary>
    public bool IsAgain { get; }
}

/// <summary>Where the message in a variable is sent: by a client, by a function of this compilation that sends what it is given, by a call of a local function around it.</summary>
internal static class SentMessages
{
    private const int Depth = 2;

    /// <summary>All places in the body, in lambdas and local functions too.</summary>
    public static List<SentMessage> Of(ISymbol variable, Seen seen)
    {
        var sent = Directly(variable, seen, Depth);
        var known = new HashSet<IOperation>();
        for (var i = 0; i < sent.Count; i++)
        {
            var function = Body.FunctionOf(sent[i].Call);
            if (!Holds(function, variable) && known.Add(function))
            {
                sent.AddRange(CallsOf(function, seen.Body).Select(call => new SentMessage(call, call)));
            }
        }

        return sent;
    }

    /// <summary>Whether the function declares the variable: in all others it is from outside.</summary>
    public static bool Holds(IOperation function, ISymbol variable) =>
        function is not (IAnonymousFunctionOperation or ILocalFunctionOperation) || SymbolEqualityComparer.Default.Equals(Functions.SymbolOf(function), variable.ContainingSymbol);

    /// <summary>Where a lambda or local function is called by its name, or by that of the variable that holds it once and for all.</summary>
    private static IEnumerable<IOperation> CallsOf(IOperation function, Body body) => function switch
    {
        ILocalFunctionOperation local => body.MentionsOf(local.Symbol).Where(mention => mention is IInvocationOperation),
        IAnonymousFunctionOperation lambda => MentionsOf(lambda, body).Select(mention => (IOperation?)Repeating.CallOf(mention)).OfType<IOperation>(),
        _ => Enumerable.Empty<IOperation>(),
    };

    /// <summary>Where a lambda or local function is named and not called: it may be handed to somebody there. The lambda itself is one.</summary>
    public static IEnumerable<IOperation> ValuesOf(IOperation function, Body body) => function switch
    {
        ILocalFunctionOperation local => body.MentionsOf(local.Symbol).Where(mention => mention is not IInvocationOperation),
        IAnonymousFunctionOperation lambda => MentionsOf(lambda, body).Where(mention => Repeating.CallOf(mention) is null).Prepend(lambda),
        _ => Enumerable.Empty<IOperation>(),
    };

    private static IEnumerable<IOperation> MentionsOf(IAnonymousFunctionOperation lambda, Body body) =>
        Handed.Of(lambda).To is IVariableDeclaratorOperation { Symbol: var local } && Writes.Among(body.MentionsOf(local)).Take(2).Count() == 1
            ? body.MentionsOf(local).Where(mention => mention is ILocalReferenceOperation)
            : Enumerable.Empty<IOperation>();

    private static List<SentMessage> Directly(ISymbol variable, Seen seen, int depth)
    {
        var sent = new List<SentMessage>();
        foreach (var mention in seen.Body.MentionsOf(variable))
        {
            if (Write.By(mention) is null
                && Uses.Whole(mention).Parent is IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation call })
            {
                var isAgain = SymbolEqualityComparer.Default.Equals(parameter.OriginalDefinition, variable) && SymbolEqualityComparer.Default.Equals(Functions.Around(call)?.OriginalDefinition, call.TargetMethod.OriginalDefinition);
                if (isAgain || IsSentBy(call, parameter, seen, depth))
                {
                    sent.Add(new SentMessage(call, mention, isAgain));
                }
            }
        }

        return sent;
    }

    private static bool IsSentBy(IInvocationOperation call, IParameterSymbol parameter, Seen seen, int depth)
    {
        if (seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.SendsRequestMessage))
        {
            return parameter.Name == "request";
        }

        if (depth == 0 || parameter.Type.Name != "HttpRequestMessage")
        {
            return false;
        }

        var method = call.TargetMethod.OriginalDefinition;
        if (Escape.CodeFor(parameter, seen.Sources) is not { } code || seen.Sources.FunctionOf(method) is not { } function
            || Writes.Among(code.Body.MentionsOf(code.Parameter)).Any())
        {
            return false;
        }

        var own = Directly(code.Parameter, seen.In(code.Body), depth - 1).Where(sent => !sent.IsAgain && ReferenceEquals(Body.FunctionOf(sent.Call), FunctionIn(function))).ToList();
        return own.Count > 0
            && Paths.Around(own[0].Call, code.Body, seen.Cancellation) is { } paths
            && (paths.From(null, paths.Any(own.Select(sent => sent.Call)), Exceptions.Thrown) & (Ends.Returns | Ends.Unknown)) == 0;
    }

    /// <summary>What <see cref="Body.FunctionOf"/> says of the operations in a function: for a method, its body's root.</summary>
    private static IOperation FunctionIn(IOperation function) => function is ILocalFunctionOperation or IAnonymousFunctionOperation ? function : Body.RootOf(function);
}
