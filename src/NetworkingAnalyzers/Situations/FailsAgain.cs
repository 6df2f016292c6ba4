using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Shutdowns and sends that only run where the same connection has just failed: <c>try { socket.EndReceive(r); .. } catch { socket.Shutdown(..); socket.Close(); }</c>. What was reset, or is closed
/// already, throws again there, out of the clause that was to catch it.
/// </summary>
internal static class FailsAgain
{
    /// <summary>What throws again.</summary>
    public static readonly Topics Any = Topics.ShutsDown | Topics.SendsBytes;

    private static readonly Topics Failing = Receiving.Reads | Topics.SendsBytes | Topics.WritesThroughWriter | Topics.Connects | Topics.Handshakes;

    /// <summary>The first in the function whose failure leaves it; null where there is none.</summary>
    public static IOperation? FirstIn(IOperation function, Seen seen) =>
        seen.Net.Calls.Where(each => each.Topics.HasAny(Any) && ReferenceEquals(Body.FunctionOf(each.Operation), function) && LeavesClause(new Call(each.Operation, each.Topics, seen)))
            .Select(each => each.Operation).FirstOrDefault();

    /// <summary>Whether it throws again, and that leaves a function with nothing of the project's above it.</summary>
    public static bool EndsProcess(Call call) =>
        LeavesClause(call)
        && !IsBehindAnother(call)
        && Body.FunctionOf(call.Operation) is var function
        && (Functions.SymbolOf(function) is { IsAsync: true, ReturnsVoid: true } || StackBottoms.IsCallback(function, call.Seen) || StackBottoms.IsOfThread(function, call.Seen));

    /// <summary>What stands behind it in the clause is not reached.</summary>
    private static bool IsBehindAnother(Call call) =>
        Operations.Above<ICatchClauseOperation>(call.Operation) is var clause
        && call.Seen.Net.Calls.Any(other => other.Topics.HasAny(Any) && other.Operation.Syntax.SpanStart < call.Operation.Syntax.SpanStart
            && ReferenceEquals(Operations.Above<ICatchClauseOperation>(other.Operation), clause) && LeavesClause(new Call(other.Operation, other.Topics, call.Seen)));

    /// <summary>Whether it stands in a clause for the failure of the same connection, and nobody in the function catches what comes out of that clause.</summary>
    private static bool LeavesClause(Call call) =>
        Operations.Above<ICatchClauseOperation>(call.Operation) is { Filter: null, Parent: ITryOperation @try } clause
        && (Failures.Of(call.Seen.Compilation).Takes(clause) || clause.ExceptionType is { Name: "ObjectDisposedException" })
        && !call.Is(Topics.Begins | Topics.Ends | Topics.CompletesThroughArgs | Topics.Datagram)
        && (!Awaiting.IsTask(call.Operation.Type) || Waiting.For(call.Operation) is not null)
        && Catching.TryAround(call.Operation) is null
        && SameConnection.RootOf(call.Receiver, call.Seen, throughAll: true) is { } connection
        && Connections.Carries(call.Receiver, call.Seen)
        && Operations.BelowInFunction(@try.Body).Any(tried => IsUseOf(connection, tried, call.Seen))
        && !IsAskedBefore(call, clause);

    /// <summary>A read, a send or the like on the connection, or a method of this project that is given it.</summary>
    private static bool IsUseOf(ISymbol connection, IOperation tried, Seen seen) =>
        tried is IInvocationOperation used
        && (seen.Types.TopicsOf(used.TargetMethod).HasAny(Failing)
            ? SameConnection.IsKeptIn(connection, Uses.ReceiverOf(used), seen)
            : !used.TargetMethod.DeclaringSyntaxReferences.IsEmpty && used.Arguments.Any(argument => SameConnection.IsKeptIn(connection, argument.Value, seen))
                && Failures.Of(seen.Compilation).MayFail(used, seen));

    /// <summary>Somebody asks first whether it is connected, or what has failed; whether there is a connection at all says nothing of it.</summary>
    private static bool IsAskedBefore(Call call, ICatchClauseOperation clause)
    {
        for (var up = call.Operation; !ReferenceEquals(up, clause); up = up.Parent!)
        {
            if (up is ISwitchOperation || (up is IConditionalOperation { Condition: var asked } && !IsTestForNull(asked)))
            {
                return true;
            }
        }

        return call.Seen.Net.CallsOf(Topics.RemembersConnected).Any(asked => asked.Syntax.SpanStart < call.Operation.Syntax.SpanStart && ReferenceEquals(Body.FunctionOf(asked), Body.FunctionOf(call.Operation)));
    }

    private static bool IsTestForNull(IOperation condition) => Uses.Plain(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } binary => Uses.IsNull(binary.LeftOperand) || Uses.IsNull(binary.RightOperand),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } } => Uses.IsNull(value),
        _ => false,
    };
}
