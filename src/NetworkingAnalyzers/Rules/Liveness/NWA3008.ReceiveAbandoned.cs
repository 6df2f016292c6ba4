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

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Receiving.Reads, Judge);

    private static void Judge(Call call)
    {
        if (call.Is(Topics.Asynchronous) && !call.Is(Topics.Begins | Topics.Datagram)
            && Loops.Around(call.Operation) is { } loop
            && (IsAbandonedByRace(call, loop) || IsAbandonedByTimeout(call, loop))
            && Connections.Carries(call.Receiver, call.Seen)
            && !Operations.BelowInFunction(loop).Any(EndsIt)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
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
        && mentions.Select(RaceOf).FirstOrDefault(found => found is not null) is { } race
        && Paths.Around(race, call.Body, call.Seen.Cancellation) is { } paths
        && paths.Reaches(race, paths.Any(call.Operation), paths.Any(mentions.Where(mention => RaceOf(mention) is null && IsLookedAt(mention)))) == Answer.Yes;

    /// <summary>The <c>WhenAny</c> with a delay that the mention is an argument of.</summary>
    private static IOperation? RaceOf(IOperation mention)
    {
        var up = mention.Parent;
        while (up is IConversionOperation or IArrayInitializerOperation or IArrayCreationOperation or IArgumentOperation)
        {
            up = up.Parent;
        }

        return up is IInvocationOperation { TargetMethod: { Name: "WhenAny", ContainingType.Name: "Task" } } race
            && Operations.Below(race).OfType<IInvocationOperation>().Any(other => other.TargetMethod is { Name: "Delay", ContainingType.Name: "Task" })
            ? race
            : null;
    }

    /// <summary>Anything but a comparison: awaited, given on, its result or its state read.</summary>
    private static bool IsLookedAt(IOperation mention)
    {
        var up = mention.Parent;
        while (up is IConversionOperation)
        {
            up = up.Parent;
        }

        return up is not (IBinaryOperation or IVariableInitializerOperation) && Write.By(mention) is null && mention is not IVariableDeclaratorOperation;
    }

    /// <summary><c>await s.ReadAsync(b).WaitAsync(time)</c> whose TimeoutException a handler in the loop swallows.</summary>
    private static bool IsAbandonedByTimeout(Call call, ILoopOperation loop) =>
        WaitOf(call.Operation) is { } wait
        && Operations.Above<ITryOperation>(wait) is { } @try
        && ReferenceEquals(Loops.Around(@try), loop)
        && Operations.Contains(@try.Body, wait)
        && @try.Catches.FirstOrDefault(handler => handler.ExceptionType is { Name: "TimeoutException" or "Exception" or "SystemException" } or { SpecialType: SpecialType.System_Object }) is { Filter: null } handler
        && !Operations.BelowInFunction(handler.Handler).Any(operation => operation is IThrowOperation or IReturnOperation or IBranchOperation { BranchKind: not BranchKind.Continue });

    private static IOperation? WaitOf(IOperation read)
    {
        for (var up = read.Parent; up is IInvocationOperation or IArgumentOperation or IConversionOperation; up = up.Parent)
        {
            if (up is IInvocationOperation { TargetMethod: { Name: "WaitAsync", ContainingType.Name: "Task" } } wait)
            {
                return wait.Arguments.Any(argument => argument.Parameter?.Type.Name == "TimeSpan") ? wait : null;
            }
        }

        return null;
    }

    /// <summary>Closes something or cancels it: the receive may be what is ended.</summary>
    private static bool EndsIt(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "Close" or "Dispose" or "DisposeAsync" or "Abort" or "Shutdown" or "Cancel" or "CancelAsync" or "CancelAfter" or "Disconnect" };
}
