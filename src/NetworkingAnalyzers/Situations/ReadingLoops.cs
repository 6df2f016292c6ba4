using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Loops that go on until a reader says that its connection has ended.</summary>
internal static class ReadingLoops
{
    /// <summary>
    /// <c>while (!reader.EndOfStream)</c>, <c>while (reader.Peek() >= 0)</c>: the loop of which the call alone is the condition, and which nothing else leaves.
    /// Before .NET 8 <c>Peek</c> is -1 where what has arrived is used up: it waits for nobody there.
    /// </summary>
    public static ILoopOperation? UntilTheEnd(Call call) => PeekWaits(call) || call.Operation is IPropertyReferenceOperation ? While(call) : null;

    /// <summary><c>while (reader.Peek() >= 0)</c> before .NET 8: the loop that ends where what has arrived is used up.</summary>
    public static ILoopOperation? WhileSomethingCame(Call call) => call.Operation is IInvocationOperation && !PeekWaits(call) ? While(call) : null;

    /// <summary>From .NET 8 on (dotnet/runtime#89609). The type came with it.</summary>
    private static bool PeekWaits(Call call) => call.Net.Type("System.Net.Http.HttpRequestError") is not null;

    private static ILoopOperation? While(Call call) =>
        call.Operation.Parent is { } test
        && Loops.Around(call.Operation) is { } loop && Loops.ConditionOf(loop) is { } condition && ReferenceEquals(Uses.Plain(condition), test)
        && (call.Operation is IPropertyReferenceOperation ? IsNot(test) : IsSomething(test))
        && !Operations.BelowInFunction(loop).Any(operation => operation is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo })
            ? loop
            : null;

    /// <summary><c>!reader.EndOfStream</c>, <c>reader.EndOfStream == false</c>.</summary>
    private static bool IsNot(IOperation test) => test is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } || Comparing.Of(test) is { Kind: BinaryOperatorKind.Equals, Constant: false };

    /// <summary><c>reader.Peek() >= 0</c>, <c>> -1</c>, <c>!= -1</c>.</summary>
    private static bool IsSomething(IOperation test) =>
        Comparing.Of(test) is { Kind: BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.GreaterThan, Constant: 0 or -1 } or { Kind: BinaryOperatorKind.NotEquals, Constant: -1 };
}
