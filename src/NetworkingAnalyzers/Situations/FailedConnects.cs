using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Connects whose failure is caught and only noted, before what was to be connected is used all the same.</summary>
internal static class FailedConnects
{
    /// <summary>The connect, the variable that holds the connection, and the use behind the <c>try</c>, which throws where the connect has failed.</summary>
    public static IEnumerable<(IInvocationOperation Connect, ISymbol Connection, IOperation Behind)> In(Seen seen)
    {
        foreach (var connect in seen.Net.CallsOf(Topics.Connects).OfType<IInvocationOperation>())
        {
            if (Operations.Above<ITryOperation>(connect) is { Finally: null, Parent: IBlockOperation block } @try
                && Operations.Contains(@try.Body, connect)
                && IsDoneHere(connect, seen)
                && HandlerOf(@try, seen) is { } handler
                && Uses.ReceiverOf(connect) is { } receiver
                && Connections.Carries(receiver, seen)
                && SameConnection.RootOf(receiver, seen) is { } root
                && OnlyNotes(handler, root, seen)
                && UsedBehind(@try, block, StandsFor(root, connect, @try, seen), seen) is { } behind
                && !Catching.IsCaught(behind, clause => Catching.Takes(clause.ExceptionType, seen.Types.Type("System.InvalidOperationException"))))
            {
                yield return (connect, root, behind);
            }
        }
    }

    /// <summary>Its failure is thrown where it stands.</summary>
    private static bool IsDoneHere(IInvocationOperation connect, Seen seen) =>
        !seen.Types.TopicsOf(connect.TargetMethod).HasAny(Topics.Begins | Topics.CompletesThroughArgs)
        && (!Awaiting.IsTask(connect.Type) || Waiting.For(connect) is IAwaitOperation);

    private static ICatchClauseOperation? HandlerOf(ITryOperation @try, Seen seen) =>
        @try.Catches.FirstOrDefault(clause => Catching.Takes(clause.ExceptionType, seen.Types.SocketException)) is { Filter: null } handler ? handler : null;

    /// <summary>It leaves by no way, and what it calls does no more than tell; flags may be set.</summary>
    private static bool OnlyNotes(ICatchClauseOperation handler, ISymbol root, Seen seen) =>
        Operations.Below(handler.Handler).All(operation => operation switch
        {
            IReturnOperation or IThrowOperation or IBranchOperation or IConditionalOperation or ISwitchOperation or ILoopOperation or IAnonymousFunctionOperation => false,
            IAssignmentOperation { Target: var target } => !SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(target), root) && !seen.Types.IsConnection(target.Type) && !NetTypes.Is(target.Type, seen.Types.Stream),
            IInvocationOperation call => SwallowedFailures.IsNote(call, seen),
            IObjectCreationOperation or IDynamicInvocationOperation or IEventAssignmentOperation => false,
            { Kind: OperationKind.Invalid } => false,
            _ => true,
        });

    /// <summary>The connection, and what the <c>try</c> makes of it once it is connected: <c>stream = client.GetStream();</c>.</summary>
    private static HashSet<ISymbol> StandsFor(ISymbol root, IInvocationOperation connect, ITryOperation @try, Seen seen)
    {
        var all = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { root };
        foreach (var assignment in Operations.BelowInFunction(@try.Body).OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Syntax.SpanStart > connect.Syntax.SpanStart
                && Makings.SymbolOf(assignment.Target) is ILocalSymbol made
                && SymbolEqualityComparer.Default.Equals(SameConnection.RootOf(assignment.Value, seen, throughAll: true), root)
                && Writes.Among(seen.Body.MentionsOf(made)).All(write => ReferenceEquals(write.At.Parent, assignment) || write.Value?.ConstantValue is { HasValue: true, Value: null }))
            {
                all.Add(made);
            }
        }

        return all;
    }

    /// <summary>The first thing that is done with the connection behind the <c>try</c>, with nothing before it that could leave, look, or be another connection.</summary>
    private static IOperation? UsedBehind(ITryOperation @try, IBlockOperation block, HashSet<ISymbol> connection, Seen seen)
    {
        foreach (var statement in block.Operations.Where(statement => statement.Syntax.SpanStart > @try.Syntax.SpanStart))
        {
            if (statement is not (IExpressionStatementOperation or IVariableDeclarationGroupOperation or IUsingDeclarationOperation or IUsingOperation))
            {
                return null;
            }

            foreach (var operation in Operations.BelowInFunction(statement is IUsingOperation @using ? @using.Resources : statement))
            {
                switch (operation)
                {
                    case IInvocationOperation call when IsUseOf(connection, call, seen):
                        return call;
                    case IInvocationOperation call when !IsHarmless(call, seen):
                    case IConditionalOperation or ICoalesceOperation or ISwitchExpressionOperation or IThrowOperation or IConditionalAccessOperation or IAnonymousFunctionOperation:
                    case IAssignmentOperation { Target: var target } when Makings.SymbolOf(target) is { } written && connection.Contains(written):
                    case { Kind: OperationKind.Invalid }:
                        return null;
                }
            }

            if (statement is IUsingOperation)
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsUseOf(HashSet<ISymbol> connection, IInvocationOperation call, Seen seen) =>
        seen.Types.TopicsOf(call.TargetMethod) is var topics && topics.HasAny(Topics.SharesConnection | Topics.SendsBytes | Topics.WritesThroughWriter | Receiving.Reads)
        && !topics.HasAny(Topics.Datagram)
        && Uses.ReceiverOf(call) is { } receiver
        && (Makings.SymbolOf(Uses.Plain(receiver)) ?? SameConnection.RootOf(receiver, seen)) is { } used
        && connection.Contains(used);

    /// <summary>A note, or a method of the framework that is about something else.</summary>
    private static bool IsHarmless(IInvocationOperation call, Seen seen) =>
        SwallowedFailures.IsNote(call, seen)
        || (call.TargetMethod is { DeclaringSyntaxReferences.IsEmpty: true, MethodKind: not MethodKind.DelegateInvoke, Name: not "Exit" and not "FailFast" }
            && !seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Releases | Topics.Connects));
}
