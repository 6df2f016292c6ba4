using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Functions with nothing of the project's own above them on the stack: callbacks, the work of a thread or timer, <c>async void</c>. What they throw ends the process.</summary>
internal static class StackBottoms
{
    private static readonly string[] OfThreads = ["ThreadStart", "ParameterizedThreadStart", "WaitCallback", "TimerCallback"];

    /// <summary>A function that is called when a <c>BeginXxx</c> is done.</summary>
    public static bool IsCallback(IOperation function, Seen seen) =>
        Functions.SymbolOf(function) is { ReturnsVoid: true, IsAsync: false, Parameters: { Length: 1 } parameters } symbol
        && SymbolEqualityComparer.Default.Equals(parameters[0].Type, seen.Types.IAsyncResult)
        && IsGivenAs(function, symbol, seen, "AsyncCallback");

    /// <summary>A function that a thread, a work item of the pool or a timer starts with.</summary>
    public static bool IsOfThread(IOperation function, Seen seen) => MayBeOfThread(function) && IsGivenAs(function, Functions.SymbolOf(function)!, seen, OfThreads);

    /// <summary>Cheap: whether it could be one.</summary>
    public static bool MayBeOfThread(IOperation function) => Functions.SymbolOf(function) is { ReturnsVoid: true, IsAsync: false, Parameters.Length: < 2 };

    /// <summary>How a message calls it.</summary>
    public static string NameOf(IOperation function, Seen seen) =>
        Functions.SymbolOf(function) is not { Parameters: var parameters, Name: var name } ? "this function"
        : parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(parameters[0].Type, seen.Types.IAsyncResult) ? name.Length == 0 ? "this callback" : $"the callback '{name}'"
        : name.Length == 0 ? "this function of a thread or timer" : $"'{name}', which a thread or timer runs,";

    /// <summary>The function is turned into one of these delegates, or called by a lambda that is, and that catches nothing.</summary>
    private static bool IsGivenAs(IOperation function, IMethodSymbol symbol, Seen seen, params string[] delegates)
    {
        if (function is IAnonymousFunctionOperation)
        {
            return Handed.Of(function) is { Delegate.Name: var name } && delegates.Contains(name);
        }

        if (symbol.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction))
        {
            return false;
        }

        var isGiven = false;
        foreach (var mention in seen.Sources.ReferencesTo(symbol, seen.Cancellation))
        {
            IOperation? given = mention is IInvocationOperation && !Failures.Of(seen.Compilation).IsGuarded(mention) && Body.FunctionOf(mention) is IAnonymousFunctionOperation caller ? caller
                : mention as IMethodReferenceOperation;
            isGiven |= given is not null && Handed.Of(given) is { Delegate.Name: var name } && delegates.Contains(name);
        }

        return isGiven;
    }
}
