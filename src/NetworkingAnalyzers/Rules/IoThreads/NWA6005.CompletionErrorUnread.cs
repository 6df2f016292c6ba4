using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>A handler of <c>Completed</c> uses what an operation brought without asking whether it succeeded: it goes on with stale bytes, or none.</summary>
public sealed class CompletionErrorUnread : NetworkingRule
{
    private const int MostFunctions = 32;

    /// <summary>Describes the rule.</summary>
    public CompletionErrorUnread()
        : base(
            "NWA6005",
            "A completion is handled without asking how it went",
            "'{0}' is raised for failures and the end of the stream too; look at 'SocketError' and 'BytesTransferred' before using the result",
            "Operations with SocketAsyncEventArgs throw nothing when they fail: they leave the error in SocketError and raise Completed as ever. A handler that does not look "
            + "takes the old contents of the buffer for a message, uses an accepted socket that is not connected, or starts one failing operation after the other.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "What is to happen to the connection when an operation failed is for the author to say.";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.RaisedWhenDone, Judge);

    private static void Judge(Call call)
    {
        if (call.Operation.Parent is IEventAssignmentOperation { Adds: true, HandlerValue: var value }
            && Uses.Plain(value) is IDelegateCreationOperation { Target: var target }
            && FunctionOf(target, call.Seen.Sources) is { } function
            && UsesUnseen(function, call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name);
        }
    }

    private static IOperation? FunctionOf(IOperation target, Sources sources) => target switch
    {
        IAnonymousFunctionOperation lambda => lambda,
        IMethodReferenceOperation { Method: { IsVirtual: false, IsAbstract: false, IsOverride: false } method } => sources.FunctionOf(method),
        _ => null,
    };

    /// <summary>
    /// Whether the handler, or a function that it calls, uses the outcome or starts the next operation, and none of them asks how
    /// it went. Arguments that go where nobody can follow may be asked there.
    /// </summary>
    private static bool UsesUnseen(IOperation handler, Call call)
    {
        var uses = false;
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var todo = new Stack<IOperation>();
        todo.Push(handler);
        while (todo.Count > 0)
        {
            call.Seen.Cancellation.ThrowIfCancellationRequested();
            foreach (var operation in Operations.Below(todo.Pop()))
            {
                var topics = Uses.MemberOf(operation) is { } member ? call.Net.TopicsOf(member) : Topics.None;
                if (topics.HasAny(Topics.SaysHowItWent) || IsGivenAway(operation, call) || seen.Count > MostFunctions)
                {
                    return false;
                }

                // What is written is prepared for the next operation.
                uses |= (topics.HasAny(Topics.HoldsOutcome) && Write.By(operation) is null) || topics.HasAny(Topics.CompletesThroughArgs);
                if (operation is IInvocationOperation { TargetMethod: var called } && topics == Topics.None
                    && call.Seen.Sources.FunctionOf(called) is { } function && seen.Add(called.OriginalDefinition))
                {
                    todo.Push(function);
                }
            }
        }

        return uses;
    }

    /// <summary>The arguments go to code that cannot be seen, or are kept.</summary>
    private static bool IsGivenAway(IOperation operation, Call call)
    {
        if (!NetTypes.Is(operation.Type, call.Net.SocketAsyncEventArgs) || operation is IConversionOperation)
        {
            return false;
        }

        return Uses.Whole(operation).Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation invocation } =>
                !call.Net.TopicsOf(invocation.TargetMethod).HasAny(Topics.CompletesThroughArgs)
                && (invocation.TargetMethod.IsVirtual || invocation.TargetMethod.IsAbstract || call.Seen.Sources.FunctionOf(invocation.TargetMethod) is null),
            IMemberReferenceOperation or IEventAssignmentOperation => false,
            IInvocationOperation invocation => !SymbolEqualityComparer.Default.Equals(invocation.TargetMethod.ContainingType, call.Net.SocketAsyncEventArgs),
            IVariableInitializerOperation or IExpressionStatementOperation or IConditionalAccessOperation => false,
            _ => true,
        };
    }
}
