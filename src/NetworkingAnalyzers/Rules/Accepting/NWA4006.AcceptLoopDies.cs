using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>One bad connection ends accepting for ever: behind it the next accept is not started.</summary>
public sealed class AcceptLoopDies : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public AcceptLoopDies()
        : base(
            "NWA4006",
            "One connection ends accepting for all",
            "When '{0}' {1}, the next accept is never started and nobody else gets in; start it on every way, or catch inside the loop what one connection does",
            "The process lives, the port is open, the kernel still completes handshakes, and no client is ever served again: what one connection did has ended the loop, "
            + "or left the callback before it began the next accept. The log shows the one error at most.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "Whether the next accept moves up or the work goes into a 'try' of its own is for the author to say.";

    /// <inheritdoc/>
    public override string? Threat => "one bad connection ends accepting for everybody";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(AcceptLoops.MayBeIn, Judge);

    private static void Judge(Seen seen)
    {
        foreach (var loop in AcceptLoops.Of(seen.Compilation).In(seen.Body, seen.Cancellation))
        {
            if ((loop.Next == NextAccept.Callback && loop.Starts.Count > 0 ? InCallback(loop, seen) : loop is { Next: NextAccept.Loop, Loop: not null } ? InLoop(loop, seen) : null) is var (place, name, what)
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(place, name, what);
            }
        }
    }

    private static (Location Place, string Name, string What)? InCallback(AcceptLoop loop, Seen seen)
    {
        if (Unwelcome(loop, seen) is { } leave)
        {
            return (leave.Syntax.GetFirstToken().GetLocation(), "return", "is reached");
        }

        if (AcceptFailures.Unsuccessful(loop, seen) is { } error)
        {
            return (Uses.PlaceOf(error), "SocketError", "is not 'Success'");
        }

        // Where the failure leaves the callback, that is the greater evil, and another rule's.
        var work = loop.Given.Where(given => given.As is GivenAs.Called or GivenAs.Unknown && DoesSomething(given, seen)).Select(given => given.At)
            .FirstOrDefault(at => loop.IsBetweenAccepts(at) && loop.EndsWithoutNext(at, uncaught: false) && !Stops(at, loop, seen));
        return work is not null && !loop.MayStopBehind(work) ? (Uses.PlaceOf(work), Uses.NameOf(work), "fails")
            : Of(AcceptFailures.EndingCallbacks(loop, seen));
    }

    private static (Location Place, string Name, string What)? Of(IOperation? failing) =>
        failing is null ? null : (Uses.PlaceOf(failing), Uses.NameOf(failing), "fails");

    private static (Location Place, string Name, string What)? InLoop(AcceptLoop loop, Seen seen)
    {
        if (Unwelcome(loop, seen) is { } leave)
        {
            return (leave.Syntax.GetFirstToken().GetLocation(), leave is IReturnOperation ? "return" : "break", "is reached");
        }

        // What waits for the peer is another rule's matter, whether it fails or not.
        var failures = Failures.Of(seen.Compilation);
        foreach (var call in Operations.BelowInFunction(loop.Loop!).OfType<IInvocationOperation>())
        {
            var topics = seen.Types.TopicsOf(call.TargetMethod);
            if (topics.HasAny(Topics.SendsBytes | Topics.WritesThroughWriter) && !topics.HasAny(Topics.Begins | Topics.Ends)
                && (!Awaiting.IsTask(call.Type) || Waiting.For(call) is not null)
                && loop.Connection.Carries(Uses.ReceiverOf(call))
                && failures.IsTalk(call, seen)
                && loop.IsBetweenAccepts(call)
                && !IsCaughtInside(call, loop.Loop!, failures)
                && !loop.Given.Any(given => given.As is GivenAs.Called or GivenAs.Awaited)
                && !Operations.BelowInFunction(loop.Loop!).OfType<IInvocationOperation>().Any(other => seen.Types.TopicsOf(other.TargetMethod).HasAny(Receiving.Reads | Topics.Handshakes)))
            {
                return (Uses.PlaceOf(call), Uses.NameOf(call), "fails");
            }
        }

        return Of(AcceptFailures.EndingLoop(loop, seen));
    }

    /// <summary>A <c>try</c> in the loop, or around a loop that is itself run again.</summary>
    private static bool IsCaughtInside(IOperation call, ILoopOperation loop, Failures failures) =>
        Catching.TryAround(call, failures.Takes) is { } @try && (Operations.Contains(loop, @try) || Loops.Around(@try) is not null)
        || Loops.Around(loop) is not null
        || Catching.IsCleanup(call);

    /// <summary>
    /// <c>if (!IsAllowed(client)) { client.Close(); return; }</c>: leaves for what this one connection is, having closed it, and not
    /// because the server is to stop.
    /// </summary>
    private static IOperation? Unwelcome(AcceptLoop loop, Seen seen)
    {
        foreach (var leave in Operations.BelowInFunction(loop.Loop ?? loop.Function))
        {
            if ((leave is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: null, IsImplicit: false, Syntax: ReturnStatementSyntax }
                    || (leave is IBranchOperation { BranchKind: BranchKind.Break } && loop.Loop is not null && ReferenceEquals(Loops.Around(leave), loop.Loop) && Operations.Above<ISwitchOperation>(leave) is null))
                && leave.Parent is IBlockOperation { Parent: IConditionalOperation test } branch
                && !ReferenceEquals(test.Condition, branch)
                && (AsksConnection(test.Condition, loop) || AsksWhatItTold(test.Condition, loop, seen))
                && Closing(branch, loop, seen) is { } closing
                && loop.IsBehindAccept(closing)
                && !Loops.AllAround(loop.Loop ?? loop.Accept).Any())
            {
                return leave;
            }
        }

        return null;
    }

    private static bool AsksConnection(IOperation condition, AcceptLoop loop) =>
        !Operations.BelowInFunction(condition).Any(operation => operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } compared
            && (Uses.IsNull(compared.LeftOperand) || Uses.IsNull(compared.RightOperand)) || operation is IIsPatternOperation)
        && Operations.BelowInFunction(condition).Any(operation => operation is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation && loop.Connection.Carries(operation));

    /// <summary><c>var address = client.Client.RemoteEndPoint.ToString(); if (address != allowed)</c>: each value of the local is taken from the connection, or from the local.</summary>
    private static bool AsksWhatItTold(IOperation condition, AcceptLoop loop, Seen seen) =>
        Operations.BelowInFunction(condition).OfType<ILocalReferenceOperation>().Any(asked =>
            asked.Local.Type.SpecialType == SpecialType.System_String
            && Writes.Among(seen.Body.MentionsOf(asked.Local)).Select(write => write.Value).ToList() is { Count: > 0 } values
            && values.Any(value => value is not null && Operations.BelowInFunction(value).Any(loop.Connection.Carries))
            && values.All(value => value is not null && Operations.BelowInFunction(value).Any(operation =>
                loop.Connection.Carries(operation) || operation is ILocalReferenceOperation { Local: var same } && SymbolEqualityComparer.Default.Equals(same, asked.Local))));

    /// <summary>The call that closes the connection. (A return or break is no operation of the graph.)</summary>
    private static IOperation? Closing(IBlockOperation branch, AcceptLoop loop, Seen seen) =>
        Operations.BelowInFunction(branch).OfType<IInvocationOperation>().FirstOrDefault(call =>
            (seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Releases) || call.TargetMethod is { Name: "Disconnect", ContainingType.Name: "Socket" }) && loop.Connection.Carries(Uses.ReceiverOf(call)));

    /// <summary>A function of this compilation that calls others may fail; a setter of a field or a log line does not.</summary>
    private static bool DoesSomething(Given given, Seen seen) =>
        given.As == GivenAs.Unknown
        || (given.Function is { } function && !Noting.Says(function.Name) && seen.Sources.FunctionOf(function) is { } code
            && Operations.BelowInFunction(code).Any(operation => operation is IInvocationOperation { TargetMethod.Name: var name } && !Noting.Says(name)));

    /// <summary>The one who catches the failure stops the server, or lets somebody know who may start it anew.</summary>
    private static bool Stops(IOperation at, AcceptLoop loop, Seen seen) =>
        Catching.TryAround(at, clause => Catching.Takes(clause.ExceptionType, seen.Types.SocketException)) is not { } @try
        || @try.Catches.Any(clause => Operations.BelowInFunction(clause.Handler).Any(operation => operation switch
        {
            IThrowOperation => true,
            IInvocationOperation call => !Noting.Says(call.TargetMethod.Name) && !(seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Releases) && loop.Connection.Carries(Uses.ReceiverOf(call))),
            _ => false,
        }))
        || EndsWhenClosed(@try, loop);

    /// <summary>
    /// <c>catch (ObjectDisposedException) { return; }</c> is for the listener that was closed; of the other clauses none leaves, and the
    /// next accept stands behind the <c>try</c>.
    /// </summary>
    private static bool EndsWhenClosed(ITryOperation @try, AcceptLoop loop) =>
        loop.Starts.Any(start => !Operations.Contains(@try.Body, start))
        && @try.Catches.Any(clause => clause.ExceptionType.Name == "ObjectDisposedException")
        && @try.Catches.Where(clause => clause.ExceptionType.Name != "ObjectDisposedException").All(clause =>
            !Operations.BelowInFunction(clause.Handler).Any(operation => operation is IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo }));
}
