using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Handlers that ask which operation has finished (<c>e.LastOperation</c>): what they do behind a receive they do not do behind a send.</summary>
internal static class FinishedOperations
{
    /// <summary>The operation (a member of <c>SocketAsyncOperation</c>) for which a handler runs that is given what the operation was started with; null where that cannot be said.</summary>
    public static int? GivenBy(IInvocationOperation handling, IOperation started, NetTypes net) =>
        ArgsOf(started, net) is { } args && ArgsOf(handling, net) is { } given && SymbolEqualityComparer.Default.Equals(args, given) && Uses.MemberOf(started) is { Name: var name }
            ? (net.Type("System.Net.Sockets.SocketAsyncOperation")?.GetMembers(name.Replace("Async", string.Empty)).FirstOrDefault() as IFieldSymbol)?.ConstantValue as int?
            : null;

    /// <summary>The call hands on what its own function was given.</summary>
    public static bool IsGivenOn(IInvocationOperation call, NetTypes net) => ArgsOf(call, net) is IParameterSymbol;

    /// <summary>
    /// <c>pending = hasInfo ? s.ReceiveMessageFromAsync(e) : s.ReceiveFromAsync(e);</c>: the same socket starts with the same arguments higher up, and what comes of either
    /// is asked of one variable.
    /// </summary>
    public static bool IsStartedBefore(Call start) =>
        Fate.Of(start.Operation) is { Kind: FateKind.Stored, Into: ILocalSymbol outcome }
        && start.Seen.Net.CallsOf(Topics.CompletesThroughArgs).Any(other =>
            other.Syntax.SpanStart < start.Operation.Syntax.SpanStart
            && Fate.Of(other) is { Kind: FateKind.Stored, Into: ILocalSymbol same } && SymbolEqualityComparer.Default.Equals(same, outcome)
            && PartsOf(other).SequenceEqual(PartsOf(start.Operation)));

    private static IEnumerable<string> PartsOf(IOperation start) =>
        Uses.ArgumentsOf(start).Select(argument => argument.Value).Append(Uses.ReceiverOf(start)!).Select(part => part.Syntax.ToString());

    /// <summary>What a function calls where the operation that it handles is that one, or any.</summary>
    public static IEnumerable<IInvocationOperation> CallsIn(IOperation function, int? finished, NetTypes net)
    {
        var calls = Operations.BelowInFunction(function).OfType<IInvocationOperation>();
        var asked = finished is null ? [] : Operations.BelowInFunction(function).Where(operation =>
            operation is IPropertyReferenceOperation { Property.Name: "LastOperation", Instance: IParameterReferenceOperation args } && NetTypes.Is(args.Type, net.SocketAsyncEventArgs)).ToList();
        if (asked.Count == 0)
        {
            return calls;
        }

        var assumption = new Assumption(asked, finished);
        return calls.Where(call => !IsRuledOut(call, assumption));
    }

    private static bool IsRuledOut(IOperation call, Assumption assumption)
    {
        for (var (child, up) = (call, call.Parent); up is not null; (child, up) = (up, up.Parent))
        {
            if (up is ISwitchOperation @switch && child is ISwitchCaseOperation section ? assumption.Of(section, @switch) == Truth.No
                : up is IConditionalOperation conditional && !ReferenceEquals(conditional.Condition, child)
                    && assumption.Of(conditional.Condition) == (ReferenceEquals(conditional.WhenTrue, child) ? Truth.No : Truth.Yes))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The variable among the arguments that holds the <c>SocketAsyncEventArgs</c>.</summary>
    private static ISymbol? ArgsOf(IOperation call, NetTypes net) =>
        Uses.ArgumentsOf(call).Select(argument => Uses.Plain(argument.Value)).FirstOrDefault(value => NetTypes.Is(value.Type, net.SocketAsyncEventArgs)) is { } args ? Makings.SymbolOf(args) : null;
}
