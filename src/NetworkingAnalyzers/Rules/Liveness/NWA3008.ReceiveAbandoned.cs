using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A loop gives up waiting for a receive and starts another; the first goes on and takes the bytes that the second waits for.</summary>
public sealed class ReceiveAbandoned : NetworkingRule
{
    private const int MostCallers = 16;

    /// <summary>Describes the rule.</summary>
    public ReceiveAbandoned()
        : base(
            "NWA3008",
            "A receive is given up and goes on",
            "'{0}' goes on when the wait for it is given up, and takes the bytes that the next one waits for; pass it a token that is cancelled after the time",
            "Task.WhenAny and WaitAsync end a wait, not what is waited for. The abandoned receive stays with its buffer: the next bytes of the peer complete it, unseen, "
            + "and the receive that the loop has started since waits for the bytes after them.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "whether the connection is of use after a timeout, or is to be closed, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Receiving.Reads | Topics.TakesDatagram, Judge);

    private static void Judge(Call call)
    {
        if (!(call.Is(Topics.TakesDatagram) ? Awaiting.IsTask(call.Operation.Type) : call.Is(Topics.Asynchronous)) || call.Is(Topics.Begins)
            || !(call.Is(Topics.TakesDatagram | Topics.Datagram) || Connections.Carries(call.Receiver, call.Seen))
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        if (Loops.Around(call.Operation) is { } loop && (IsAbandonedByRace(call, loop) || IsAbandonedByTimeout(call, loop))
            ? !Operations.BelowInFunction(loop).Any(GivenUpWaits.EndsIt)
            : IsAbandonedByHelper(call) || IsAbandonedForNext(call))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>
    /// <c>var read = s.ReadAsync(b); if (await Task.WhenAny(read, Task.Delay(t)) != read) continue;</c>: from the race the loop comes
    /// back to the read without having waited for the task. A task that is kept over the rounds is declared before the loop.
    /// </summary>
    private static bool IsAbandonedByRace(Call call, ILoopOperation loop) =>
        Fate.Of(call.Operation) is { Kind: FateKind.Stored, Into: ILocalSymbol task }
        && task.DeclaringSyntaxReferences.All(declaration => loop.Syntax.Span.Contains(declaration.Span))
        && call.Body.MentionsOf(task) is var mentions
        && mentions.Select(GivenUpWaits.RaceOf).FirstOrDefault(found => found is not null) is { } race
        && Paths.Around(race, call.Body, call.Seen.Cancellation) is { } paths
        && paths.Reaches(race, paths.Any(call.Operation), paths.Any(mentions.Where(mention => GivenUpWaits.RaceOf(mention) is null && GivenUpWaits.IsLookedAt(mention)))) == Answer.Yes;

    /// <summary><c>catch (TimeoutException) { await s.ReadAsync(b); }</c>: given up, and the function reads on by itself.</summary>
    private static bool IsAbandonedForNext(Call call)
    {
        if (SameConnection.RootOf(call.Receiver, call.Seen, throughAll: true) is not { } root)
        {
            return false;
        }

        var function = Body.FunctionOf(call.Operation);
        var next = call.Seen.Net.CallsOf(Receiving.Reads | Topics.TakesDatagram).Where(other => !ReferenceEquals(other, call.Operation) && ReferenceEquals(Body.FunctionOf(other), function)
            && other.Syntax.SpanStart > call.Operation.Syntax.SpanStart
            && SymbolEqualityComparer.Default.Equals(SameConnection.RootOf(Uses.ReceiverOf(other), call.Seen, throughAll: true), root)).ToList();
        if (next.Count == 0)
        {
            return false;
        }

        if (GivenUpWaits.WaitOf(call.Operation) is { } wait)
        {
            return Operations.Above<ITryOperation>(wait) is { } @try && Operations.Contains(@try.Body, wait) && GivenUpWaits.HandlerOf(@try) is { } handler
                && !Operations.BelowInFunction(handler.Handler).Any(GivenUpWaits.EndsIt)
                && (next.Any(other => Operations.Contains(handler.Handler, other))
                    || (!Operations.BelowInFunction(handler.Handler).Any(operation => operation is IThrowOperation or IReturnOperation or IBranchOperation)
                        && next.Any(other => other.Syntax.SpanStart > @try.Syntax.Span.End && !Operations.BelowInFunction(function).Any(end => GivenUpWaits.EndsIt(end) && end.Syntax.SpanStart > @try.Syntax.Span.End && end.Syntax.SpanStart < other.Syntax.SpanStart))));
        }

        return Fate.Of(call.Operation) is { Kind: FateKind.Stored, Into: ILocalSymbol task }
            && call.Body.MentionsOf(task) is var mentions
            && mentions.Select(GivenUpWaits.RaceOf).FirstOrDefault(found => found is not null) is { } race
            && Paths.Around(race, call.Body, call.Seen.Cancellation) is { } paths
            && paths.Reaches(
                race,
                paths.Any(next),
                paths.Any(mentions.Where(mention => GivenUpWaits.RaceOf(mention) is null && GivenUpWaits.IsLookedAt(mention)).Concat(Operations.BelowInFunction(function).Where(GivenUpWaits.EndsIt))),
                Exceptions.Thrown) == Answer.Yes;
    }

    /// <summary>
    /// <c>if (await Task.WhenAny(read, Task.Delay(t)) != read) return -1;</c> in a method that a loop calls again, on the same connection,
    /// when it has said so.
    /// </summary>
    private static bool IsAbandonedByHelper(Call call) =>
        Functions.Around(call.Operation) is { MethodKind: MethodKind.Ordinary, IsVirtual: false, IsOverride: false } helper
        && IsGivenUp(call, out var said)
        && SameConnection.RootOf(call.Receiver, call.Seen, throughAll: true) is { } root and not ILocalSymbol
        && !Operations.BelowInFunction(Body.FunctionOf(call.Operation)).Any(GivenUpWaits.EndsIt)
        && call.Seen.Sources.CallsOf(helper, call.Seen.Cancellation).OfType<IInvocationOperation>().Take(MostCallers).Any(again =>
            Loops.Around(again) is { } loop
            && call.Seen.In(Body.Around(again)) is var there
            && RepeatedCalls.ConnectionOf(again, root, there, throughAll: true) is { } connection
            && SameConnection.StaysInLoop(connection, loop, there)
            && !Operations.BelowInFunction(loop).Any(GivenUpWaits.EndsIt)
            && EndOfStream.GoesOn(again, said, loop, there));

    /// <summary>The function gives the wait up and returns a constant, always the same one.</summary>
    private static bool IsGivenUp(Call call, out object? said)
    {
        var function = Body.FunctionOf(call.Operation);
        IOperation where;
        if (Fate.Of(call.Operation) is { Kind: FateKind.Stored, Into: ILocalSymbol task } && GivenUpWaits.WaitOf(call.Operation) is null)
        {
            var mentions = call.Body.MentionsOf(task);
            if (mentions.Select(GivenUpWaits.RaceOf).FirstOrDefault(found => found is not null) is not { } race
                || Paths.Around(race, call.Body, call.Seen.Cancellation) is not { } paths
                || (paths.From(race, paths.Any(mentions.Where(mention => GivenUpWaits.RaceOf(mention) is null && GivenUpWaits.IsLookedAt(mention))), Exceptions.Thrown) & (Ends.Returns | Ends.Unknown)) != Ends.Returns)
            {
                said = null;
                return false;
            }

            where = function;
        }
        else if (GivenUpWaits.WaitOf(call.Operation) is { } wait && Operations.Above<ITryOperation>(wait) is { } @try && Operations.Contains(@try.Body, wait) && GivenUpWaits.HandlerOf(@try) is { } handler)
        {
            where = handler.Handler;
        }
        else
        {
            said = null;
            return false;
        }

        var given = Operations.BelowInFunction(where).OfType<IReturnOperation>()
            .SelectMany(@return => Arms(@return.ReturnedValue))
            .Where(value => value.ConstantValue.HasValue).Select(value => value.ConstantValue.Value).Distinct().ToList();
        said = given.FirstOrDefault();
        return given.Count == 1;
    }

    private static IEnumerable<IOperation> Arms(IOperation? value)
    {
        value = value is null ? null : Uses.Plain(value);
        return value is null ? [] : value is IConditionalOperation choice ? Arms(choice.WhenTrue).Concat(Arms(choice.WhenFalse)) : [value];
    }

    /// <summary><c>await s.ReadAsync(b).WaitAsync(time)</c> whose TimeoutException a handler in the loop swallows.</summary>
    private static bool IsAbandonedByTimeout(Call call, ILoopOperation loop) =>
        GivenUpWaits.WaitOf(call.Operation) is { } wait
        && Operations.Above<ITryOperation>(wait) is { } @try
        && ReferenceEquals(Loops.Around(@try), loop)
        && Operations.Contains(@try.Body, wait)
        && GivenUpWaits.HandlerOf(@try) is { } handler
        && !Operations.BelowInFunction(handler.Handler).Any(operation => operation is IThrowOperation or IReturnOperation or IBranchOperation { BranchKind: not BranchKind.Continue });
}
