using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>A second write is started on a TLS stream, a writer or a WebSocket while the first may still be running, or several threads write to one connection: an exception, or messages inside one another.</summary>
public sealed class WritesOverlap : NetworkingRule
{
    private const int MostCallers = 16;
    private const int MostOthers = 64;
    private static readonly Topics Writing = Topics.SendsBytes | Topics.WritesThroughWriter | Topics.SendsMessage;
    private const string Generally = "await each, or let one writer send what all put into a queue";

    /// <summary>Describes the rule.</summary>
    public WritesOverlap()
        : base(
            "NWA1009",
            "Two writes to one connection may overlap",
            "'{0}' may run while another write to '{1}' is under way, and a connection bears one at a time; {2}",
            "SslStream throws NotSupportedException when a write is started while another runs, StreamWriter InvalidOperationException, a WebSocket of the .NET Framework likewise; where nothing is "
            + "thrown, a message that does not fit into the kernel's buffer is continued behind another thread's, and the peer reads neither.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "Whether to await, to lock with a SemaphoreSlim or to queue through a Channel decides how slow peers are treated: that is the program's design.";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Writing | Topics.Begins | Topics.FlushesPipe, Judge);

    private static void Judge(Call call)
    {
        if (call.Is(Topics.Datagram | Topics.Ends | Topics.Accepts | Topics.Connects) || call.Operation is not IInvocationOperation
            || (call.Is(Topics.Begins) && call.Member.Name is not "BeginWrite") || call.Receiver is not { } receiver)
        {
            return;
        }

        if (!call.Is(Topics.FlushesPipe) && Makings.SymbolOf(Uses.Plain(receiver)) is { } target && WriteTurns.BearsOneWrite(receiver, call.Seen) && ((IsLeftRunning(call) && OverlapsHere(call, target)) || Joined.IsSpread(call, target)))
        {
            call.Report(call.Name, target.Name, Generally);
        }
        else if (!call.Is(Topics.FlushesPipe) && OverlappingBroadcasts.PeersOf(call, receiver) is { } peers)
        {
            call.Report(call.Name, peers, Generally);
        }
        else if (!call.Is(Topics.FlushesPipe) && IsStartedAgainByLoop(call, receiver))
        {
            call.Report(call.Name, Makings.SymbolOf(Uses.Plain(receiver))!.Name, Generally);
        }
        else if (WriteTurns.IsWrite(call.Operation, call.Topics) && WriteTurns.PassedBy((IInvocationOperation)call.Operation, call.Seen) is { } guard)
        {
            call.Report(call.Name, (Makings.SymbolOf(Uses.Plain(receiver)) ?? call.Member.ContainingType).Name, $"take turns by '{guard.Name}' here too, as the other writes of this type do");
        }
    }

    /// <summary>Left running while the next is reached, by a loop or by another statement; or both given to one <c>WhenAll</c>.</summary>
    private static bool OverlapsHere(Call call, ISymbol target)
    {
        var function = Body.FunctionOf(call.Operation);
        var others = call.Body.MentionsOf(target).Select(Uses.UserOf).OfType<IInvocationOperation>()
            .Where(other => ReferenceEquals(Body.FunctionOf(other), function) && IsTo(other, target) && call.Net.TopicsOf(other.TargetMethod) is var topics
                && topics.HasAny(Writing | Topics.Begins) && !topics.HasAny(Topics.Ends))
            .Take(MostOthers)
            .ToList();
        if (Joined.Around(call.Operation) is { } join)
        {
            return Joined.IsForEachOf(call, target) || others.Any(other => other.Syntax.SpanStart < call.Operation.Syntax.SpanStart && ReferenceEquals(Joined.Around(other), join));
        }

        var next = others.Where(other => !ReferenceEquals(other, call.Operation)).ToList();
        if (Fate.Of(call.Operation) is { Kind: FateKind.Stored, Into: ILocalSymbol task })
        {
            var looks = call.Body.MentionsOf(task).Where(mention => mention is not IVariableDeclaratorOperation).ToList();
            return next.Count > 0
                && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } ways
                && ways.Reaches(call.Operation, ways.Any(next), ways.Any(looks), Exceptions.Thrown) == Answer.Yes;
        }

        return Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths
            && ((next.Count > 0 && paths.Reaches(call.Operation, paths.Any(next), null, Exceptions.Thrown) == Answer.Yes)
                || (Loops.AllAround(call.Operation).Any(around => SameConnection.StaysInLoop(target, around, call.Seen) && IsReachedAlike(call.Receiver!, around, call.Seen))
                    && (paths.From(call.Operation, static _ => false, Exceptions.Thrown) & Ends.Again) != 0));
    }

    /// <summary>Of <c>peer.Socket</c> or <c>peers[i]</c> the locals are the same in each round; otherwise another connection is meant.</summary>
    private static bool IsReachedAlike(IOperation receiver, ILoopOperation loop, Seen seen) =>
        Operations.Below(receiver).OfType<ILocalReferenceOperation>().All(local => SameConnection.StaysInLoop(local.Local, loop, seen));

    /// <summary>Begun, gathered, given to <c>WhenAll</c>, or a task that nobody awaits: a statement, a discard. What a variable holds may be awaited in time.</summary>
    private static bool IsLeftRunning(Call call) =>
        call.Member.Name == "BeginWrite" ? Fate.Of(call.Operation).Kind == FateKind.Dropped
        : IsDropped(call) || IsGathered(call.Operation) || Joined.Around(call.Operation) is not null || IsKeptForLater(call);

    /// <summary><c>var first = ssl.WriteAsync(a);</c>: whether it is awaited before the next is for the ways to say.</summary>
    private static bool IsKeptForLater(Call call) =>
        call.Operation is IInvocationOperation { Type: var type } && Awaiting.IsTask(type)
        && Fate.Of(call.Operation) is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol task }
        && Awaiting.IsTask(task.Type)
        && Writes.Among(call.Body.MentionsOf(task)).Count() == 1;

    /// <summary><c>foreach (..) tasks.Add(socket.SendAsync(..));</c>: awaited when all are there, and by nothing in the loop.</summary>
    private static bool IsGathered(IOperation write)
    {
        if (Loops.Around(write) is not { } loop || Operations.BelowInFunction(loop).Any(operation => operation is IAwaitOperation
            || operation is IInvocationOperation { TargetMethod: { Name: var name, ContainingType: var type } } && (Awaiting.IsTask(type) && name.StartsWith("W", System.StringComparison.Ordinal) || name == "Clear")))
        {
            return false;
        }

        var child = write;
        while (child.Parent is IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "AsTask" })
        {
            child = child.Parent;
        }

        return child.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Add", Parameters: { Length: 1 } parameters } } } && Awaiting.IsTask(parameters[0].Type);
    }

    private static bool IsDropped(Call call) =>
        Awaiting.IsTask(((IInvocationOperation)call.Operation).Type)
        && Fate.Of(call.Operation).Kind == FateKind.Dropped
        && Pending.IsLeft(call.Operation, call.Body);

    private static bool IsTo(IOperation other, ISymbol target) =>
        Uses.ReceiverOf(other) is { } receiver && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(receiver)), target);

    /// <summary>
    /// <c>foreach (..) tasks.Add(SendAsync(..));</c> where <c>SendAsync</c> writes to a field of the object: the loop starts the next before the last has ended.
    /// </summary>
    private static bool IsStartedAgainByLoop(Call call, IOperation receiver) =>
        Uses.Plain(receiver) is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property.DeclaringSyntaxReferences.IsEmpty: false }
        && WriteTurns.BearsOneWrite(receiver, call.Seen)
        && Functions.Around(call.Operation) is { MethodKind: MethodKind.Ordinary } method
        && (IsDropped(call) || (Awaiting.IsTask(method.ReturnType) && (Waiting.For(call.Operation) is IAwaitOperation || Fate.Of(call.Operation).Kind == FateKind.Returned)))
        && !OverlappingBroadcasts.HasGuard(method.ContainingType, call.Seen)
        && !WriteTurns.MayTakeTurn(Body.FunctionOf(call.Operation))
        && call.Seen.Sources.CallsOf(method, call.Seen.Cancellation).OfType<IInvocationOperation>().Take(MostCallers).Any(start =>
            start.Instance is IInstanceReferenceOperation
            && (Joined.IsBegunForEach(start)
                || (Loops.Around(start) is not null
                    && (IsDropped(call)
                        || IsGathered(start)
                        || (Fate.Of(start).Kind == FateKind.Dropped && Pending.IsLeft(start, Body.Around(start)))))));
}
