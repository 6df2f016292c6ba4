using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Callbacks that run on the stack of the one who began the operation, and code that minds it.</summary>
internal static class Callbacks
{
    /// <summary>
    /// The code is compiled for .NET Framework, .NET Standard or a .NET before 6, by the symbols of its file: whatever it is analysed
    /// against, it may run where a callback has a stack of its own.
    /// </summary>
    public static bool MayRunOnTheirOwn(SyntaxTree tree) => CompiledFor.OlderThan(tree, "NET6_0");

    /// <summary>.NET 6 and later: a receive that was begun and is done at once runs its callback before <c>BeginReceive</c> returns (dotnet/runtime#62417).</summary>
    public static bool RunAtOnce(NetTypes net) => net.Socket?.GetMembers("SendFileAsync").Length > 0;

    /// <summary>The function that is given as the callback: a method, or a lambda that is written there.</summary>
    public static IMethodSymbol? Of(IOperation begin, NetTypes net) => Endings.CallbackOf(begin, net) switch
    {
        IMethodReferenceOperation method => method.Method.OriginalDefinition,
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        _ => null,
    };

    /// <summary>It hands work to another thread, gives the thread back, asks how much stack is left or whether it was done at once, or waits for a person at each turn.</summary>
    public static bool MindsTheStack(IOperation function) => Operations.BelowInFunction(function).Any(operation =>
        IsAskedOf(operation)
        || operation is IPropertyReferenceOperation { Property.Name: "CompletedSynchronously" }
        || operation is IInvocationOperation { TargetMethod: { Name: "Start", ContainingType.Name: "Thread" or "Task" } }
        || operation is IInvocationOperation
        {
            TargetMethod: { Name: "Run" or "StartNew" or "Yield" or "Delay" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" or "EnsureSufficientExecutionStack" or "TryEnsureSufficientExecutionStack" } method,
        }
        && method.ContainingNamespace?.ToDisplayString().StartsWith("System", System.StringComparison.Ordinal) == true);

    /// <summary>A person types, or presses a key, before it goes on.</summary>
    private static bool IsAskedOf(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "ReadLine" or "ReadKey", ContainingType: { Name: "Console", ContainingNamespace.Name: "System" } } };
}
