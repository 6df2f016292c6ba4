using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Receiving from many through one socket that carries datagrams, in a loop or a callback that begins the next receive; and whether a failed
/// receive ends it.
/// </summary>
internal static class DatagramLoops
{
    private static readonly string[] Restarts = ["Start", "Restart", "Run", "Listen", "Receive", "Begin", "Reconnect", "Open", "Init", "Bind", "Loop"];

    /// <summary>What ends when the receive fails, as the subject of a sentence; null where nothing is seen to.</summary>
    public static string? EndedBy(Call receive)
    {
        var seen = receive.Seen;
        if (receive.Operation is not IInvocationOperation call || receive.Receiver is not { } receiver
            || !(call.TargetMethod.Name.Contains("From") || Connections.IsDatagram(Unwrapped(receiver), seen))
            || Evidence.TypeOf(receive) is not { } type
            || SocketOf(receiver, type, seen) is not { } socket
            || MentionsReset(type, seen))
        {
            return null;
        }

        var ended = receive.Is(Topics.EndsDatagram) ? InCallback(call, seen) : InLoop(call, seen);
        return ended is not null && SendsToMany(socket, type, seen) ? ended : null;
    }

    private static IOperation Unwrapped(IOperation receiver) =>
        Uses.Plain(receiver) is IPropertyReferenceOperation { Property: { Name: "Client", ContainingType.Name: "UdpClient" }, Instance: { } client } ? client : receiver;

    /// <summary>The variable that holds the socket, in the object where it has one there.</summary>
    private static ISymbol? SocketOf(IOperation receiver, INamedTypeSymbol type, Seen seen)
    {
        receiver = Uses.Plain(Unwrapped(receiver));
        if (receiver is ILocalReferenceOperation { Local: var local } && Writes.Among(Body.Around(receiver).MentionsOf(local)).Take(2).ToList() is { Count: 1 } writes && writes[0].Value is { } value)
        {
            value = Uses.Plain(value);
            if (value is IFieldReferenceOperation or IPropertyReferenceOperation { Property.Name: not "AsyncState" })
            {
                receiver = value;
            }
            else if (value is IPropertyReferenceOperation)
            {
                // What the callback was begun with is the type's one socket.
                var held = type.GetMembers().Where(member => member is IFieldSymbol { IsImplicitlyDeclared: false, Type: var held } && (NetTypes.Is(held, seen.Types.UdpClient) || NetTypes.Is(held, seen.Types.Socket))).Take(2).ToList();
                return held.Count == 1 ? held[0] : null;
            }
        }

        return Makings.SymbolOf(receiver);
    }

    /// <summary>Somebody has thought of it: the option is set, or the error is known by its name or number. A raw socket has no port that could be refused.</summary>
    private static bool MentionsReset(INamedTypeSymbol type, Seen seen) =>
        Evidence.IsNamedIn(type, seen, name => name is "IOControl" or "ConnectionRefused" or "Raw" || Has(name, "ConnReset") || Has(name, "Conn_Reset") || Has(name, "ConnectionReset"))
        || type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(seen.Cancellation).DescendantTokens().Any(token => token.Value is 10054));

    private static bool Has(string name, string word) => name.IndexOf(word, System.StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>It sends to others than a group (nobody refuses what was sent to all), and is not connected to the one peer without whom there is nothing to receive.</summary>
    private static bool SendsToMany(ISymbol socket, INamedTypeSymbol type, Seen seen)
    {
        var sends = false;
        var bodies = socket is ILocalSymbol or IParameterSymbol ? [seen.Body] : seen.Sources.BodiesIn(Evidence.Outermost(type));
        foreach (var use in bodies.SelectMany(body => body.Uses))
        {
            if (use is IObjectCreationOperation { Type.Name: "UdpClient", Arguments.Length: 2 } made && made.Arguments[0].Parameter?.Type.SpecialType == SpecialType.System_String
                && Fate.Of(made).Into is { } into && SymbolEqualityComparer.Default.Equals(into, socket))
            {
                return false;
            }

            if (use is IInvocationOperation call && Uses.ReceiverOf(call) is { } on && SymbolEqualityComparer.Default.Equals(SocketOf(on, type, seen), socket))
            {
                if (call.TargetMethod.Name.StartsWith("Connect", System.StringComparison.Ordinal))
                {
                    return false;
                }

                sends |= call.TargetMethod.Name is "Send" or "SendAsync" or "BeginSend" or "SendTo" or "SendToAsync" or "BeginSendTo" && !GoesToAll(call);
            }
        }

        return sends;
    }

    private static bool GoesToAll(IInvocationOperation send) =>
        send.Arguments.SelectMany(argument => Operations.Below(argument.Value)).Any(part =>
            part is IMemberReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation
            && (part is IFieldReferenceOperation field ? field.Field.Name : Makings.SymbolOf(part)?.Name) is { } name
            && (Has(name, "broadcast") || Has(name, "multicast") || Has(name, "group")));

    private static string? InLoop(IInvocationOperation receive, Seen seen)
    {
        var wait = Awaiting.IsTask(receive.Type) ? Waiting.For(receive) : receive;
        if (wait is null || Loops.Around(wait) is not { } loop || !GoesOnForever(loop) || Loops.Around(loop) is not null)
        {
            return null;
        }

        var child = wait;
        for (var up = wait.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            if (up is not ITryOperation @try || !ReferenceEquals(@try.Body, child))
            {
                continue;
            }

            if (@try.Catches.FirstOrDefault(clause => TakesFailure(clause, seen)) is { } clause)
            {
                if (clause.Filter is not null)
                {
                    return null;
                }

                if (clause.Handler.Operations.LastOrDefault() is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } && OnlyEnds(clause.Handler, seen))
                {
                    continue;
                }

                var ends = OnlyEnds(clause.Handler, seen)
                    && (Operations.Contains(loop, @try) ? Leaves(clause.Handler, loop) : @try.Finally is null || OnlyEnds(@try.Finally, seen))
                    && !StartsAgainBehind(loop, wait);
                return ends ? "this loop" : null;
            }

            if (@try.Finally is { } last && !OnlyEnds(last, seen))
            {
                return null;
            }
        }

        return IsLast(Body.FunctionOf(wait), seen) ? "this loop" : null;
    }

    /// <summary>The filter is not asked: a clause with one may take it.</summary>
    private static bool TakesFailure(ICatchClauseOperation clause, Seen seen) => Catching.Takes(clause.ExceptionType, seen.Types.SocketException);

    /// <summary>Endless, or as long as a flag, a token or an object says. One that counts, or asks whether something waits, is run again by others.</summary>
    private static bool GoesOnForever(ILoopOperation loop) =>
        Loops.IsEndless(loop)
        || (Loops.ConditionOf(loop) is { } condition && Operations.Below(condition).All(part => part is not IInvocationOperation
            && part is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual }
            && part is not IPropertyReferenceOperation { Property.Name: "Available" }));

    /// <summary>Notes, closes, and tells nobody who could start it again.</summary>
    private static bool OnlyEnds(IBlockOperation handler, Seen seen) =>
        Operations.BelowInFunction(handler).All(operation => operation switch
        {
            IInvocationOperation call => Noting.Says(call.TargetMethod.Name) || seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Releases) || call.TargetMethod.Name is "Close" or "Dispose" or "Cancel" or "Shutdown",
            IPropertyReferenceOperation property => !Noting.TellsCause(property.Property) || IsNoted(property, handler),
            IBranchOperation { BranchKind: BranchKind.Continue or BranchKind.GoTo } => false,
            IIsPatternOperation or IIsTypeOperation or IEventReferenceOperation => false,
            _ => true,
        });

    /// <summary>Only printed: nothing is decided by it.</summary>
    private static bool IsNoted(IOperation operation, IOperation within)
    {
        for (var up = operation.Parent; up is not null && !ReferenceEquals(up, within); up = up.Parent)
        {
            if (up is IInvocationOperation call)
            {
                return Noting.Says(call.TargetMethod.Name);
            }

            if (up is IConditionalOperation or IBinaryOperation { OperatorKind: not BinaryOperatorKind.Add } or ISwitchOperation or ISwitchExpressionOperation)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Its last statement goes out of the loop, or it says that the loop is over.</summary>
    private static bool Leaves(IBlockOperation handler, ILoopOperation loop) =>
        handler.Operations.LastOrDefault() is IReturnOperation { Kind: OperationKind.Return or OperationKind.YieldBreak }
        || (handler.Operations.LastOrDefault() is IBranchOperation { BranchKind: BranchKind.Break } leave && SymbolEqualityComparer.Default.Equals(leave.Target, loop.ExitLabel))
        || handler.Operations.Any(statement => statement is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: false }, Target: var flag } }
            && Makings.SymbolOf(flag) is { } said && Loops.ConditionOf(loop) is { } condition
            && Operations.Below(condition).Any(part => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(part), said)));

    private static bool StartsAgainBehind(ILoopOperation loop, IOperation receive) =>
        Operations.BelowInFunction(Body.FunctionOf(receive)).OfType<IInvocationOperation>().Any(call =>
            call.Syntax.SpanStart > loop.Syntax.Span.End && Restarts.Any(word => call.TargetMethod.Name.StartsWith(word, System.StringComparison.Ordinal)));

    /// <summary>Nobody above the function goes on with what it let out: its task is left alone, it is a thread's or the program's first, or nobody can await it.</summary>
    private static bool IsLast(IOperation function, Seen seen) =>
        Functions.SymbolOf(function) is { } method
        && ((method.IsAsync && method.ReturnsVoid)
            || method is { IsStatic: true, Name: "Main" or "<Main>$" }
            || method is { Name: "ExecuteAsync", IsOverride: true }
            || IsThreads(function, method, seen)
            || Unattended.Is(function, seen));

    /// <summary><c>new Thread(Receive)</c>, and nobody calls it otherwise.</summary>
    private static bool IsThreads(IOperation function, IMethodSymbol method, Seen seen)
    {
        if (function is IAnonymousFunctionOperation)
        {
            return IsThread(Handed.Of(function), seen);
        }

        var mentions = seen.Sources.ReferencesTo(method, seen.Cancellation).ToList();
        return mentions.Count > 0 && mentions.All(mention => mention is IMethodReferenceOperation && IsThread(Handed.Of(mention), seen));
    }

    private static bool IsThread(Handed handed, Seen seen) =>
        handed.Call is IObjectCreationOperation { Type.Name: "Thread" }
        || (handed.Call is IInvocationOperation { TargetMethod: { ContainingType.Name: "ThreadPool" } queue } && seen.Types.TopicsOf(queue).HasAny(Topics.StartsWork));

    private static string? InCallback(IInvocationOperation end, Seen seen)
    {
        var function = Body.FunctionOf(end);
        var again = new List<IInvocationOperation>();
        foreach (var call in Operations.BelowInFunction(function).OfType<IInvocationOperation>())
        {
            if (!ReferenceEquals(call, end) && Begins(call, seen))
            {
                again.Add(call);
            }
        }

        if (again.Count == 0 || Functions.SymbolOf(function) is not { } callback || !callback.Parameters.Any(parameter => NetTypes.Is(parameter.Type, seen.Types.IAsyncResult)))
        {
            return null;
        }

        if (Catching.TryAround(end, clause => TakesFailure(clause, seen)) is not { } @try)
        {
            return callback.IsAsync || Operations.Above<ITryOperation>(end) is { Catches.IsEmpty: false } ? null : "receiving, with the whole process,";
        }

        var clause = @try.Catches.First(clause => TakesFailure(clause, seen));
        return clause.Filter is null
            && OnlyEnds(clause.Handler, seen)
            && (again.All(call => Operations.Contains(@try.Body, call) && call.Syntax.SpanStart > end.Syntax.SpanStart) || (clause.Handler.Operations.LastOrDefault() is IReturnOperation && !again.Any(Catching.IsInFinally)))
                ? "receiving" : null;
    }

    /// <summary>Begins a receive of a datagram, itself or in a method of this compilation.</summary>
    private static bool Begins(IInvocationOperation call, Seen seen) =>
        seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.BeginsDatagram)
        || (seen.Sources.FunctionOf(call.TargetMethod) is { } code
            && Operations.BelowInFunction(code).OfType<IInvocationOperation>().Any(inner => seen.Types.TopicsOf(inner.TargetMethod).HasAny(Topics.BeginsDatagram)));
}
