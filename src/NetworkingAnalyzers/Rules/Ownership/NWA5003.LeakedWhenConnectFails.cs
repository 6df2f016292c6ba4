using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>A connection whose connect or handshake throws before anybody owns it: each failed attempt leaves one open.</summary>
public sealed class LeakedWhenConnectFails : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public LeakedWhenConnectFails()
        : base(
            "NWA5003",
            "A connection is leaked when its connect or handshake fails",
            "What '{0}' makes stays open when '{1}' fails, as nobody else has it yet; catch, dispose of it and throw again",
            "A connect or handshake is the call that fails most: the server is down, slow, or has another certificate. Whoever closes connections later "
            + "has not got this one yet, so each failed attempt leaves a descriptor, and after a failed handshake an open connection, until a finalizer happens to run.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix =>
        "Which of the statements behind the connect belong into the 'try', and who owns the connection once it has succeeded, is for the author to say.";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.MustBeReleased, Judge);
        on.BodiesThat(OwnConnections.MayBeIn, JudgeOwn);
    }

    /// <summary>An object of the project's own keeps the connection and is told to open it.</summary>
    private static void JudgeOwn(Seen seen)
    {
        foreach (var (opening, made) in OwnConnections.LeftWhereOpeningFails(seen))
        {
            if (!TestCode.Holds(seen.Body.Owner, seen.Compilation) && Functions.Around(opening) is not { IsStatic: true, Name: "Main" or WellKnownMemberNames.TopLevelStatementsEntryPointMethodName })
            {
                seen.Report(Uses.PlaceOf(made), Uses.NameOf(made), Uses.NameOf(opening));
            }
        }
    }

    private static void Judge(Call call)
    {
        if ((call.Body.Owner is IMethodSymbol && !call.Seen.Net.Topics.HasAny(Topics.Connects | Topics.Handshakes))
            || call.Operation is IInvocationOperation
            || !Custody.IsOwning(call)
            || IsClosedByOthers(call)
            || Connections.IsDatagram(call.Operation, call.Seen)
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        // One sin, one warning: what is told of the socket is not told of the stream that owns it.
        if (AttemptOn(call) is { } attempt && !(SocketUnder(call) is { } socket && AttemptOn(socket) is not null))
        {
            call.Report(call.Name, Uses.NameOf(attempt));
        }
        else if (EmptiedFields.AttemptOn(call) is { } emptied)
        {
            call.Report(call.Name, Uses.NameOf(emptied));
        }
    }

    /// <summary>The attempt whose failure leaves open what the call makes; null where there is none.</summary>
    private static IOperation? AttemptOn(Call call)
    {
        if (HalfBuilt.Of(call).Select(built => AttemptIn(built.Constructor, built.Opening, built.Custody)).FirstOrDefault(attempt => attempt is not null) is { } fails)
        {
            return fails;
        }

        var custody = Custody.Of(call.Operation, call.Body, call.Net, call.Seen.Sources, call.Seen.Cancellation);
        return !custody.IsLost && !custody.IsSettledAtOnce && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths
            && call.Seen.Net.CallsOf(Topics.Connects | Topics.Handshakes)
                .FirstOrDefault(attempt => IsOn(attempt, call.Operation, call.Seen, custody) && Leaks.WhereFails(attempt, call, call.Operation, custody, paths)) is { } failing
            // Where it leaks without that failure too, one rule speaks.
            && (custody.IsUnderStreamThatDoesNotOwn || Leaks.InOperation(call, call.Operation, custody, paths) is null)
                ? failing
                : null;
    }

    /// <summary>The making of the socket that the stream is put over, in the same function.</summary>
    private static Call? SocketUnder(Call stream) =>
        Uses.ArgumentOf(stream.Operation, "socket") is { } socket && Uses.Plain(socket) is ILocalReferenceOperation { Local: var local }
        && Writes.Among(stream.Body.MentionsOf(local)).Select(write => write.Value).ToList() is { Count: 1 } values
        && values[0] is { } value && Uses.Plain(value) is IObjectCreationOperation made
            ? new Call(made, stream.Net.TopicsOf(made.Constructor!), stream.Seen)
            : null;

    /// <summary>The attempt whose failure ends a constructor that keeps the connection in its object; null where there is none.</summary>
    private static IOperation? AttemptIn(Seen constructor, IOperation? opening, Custody custody) =>
        !custody.IsLost
        && Paths.Around(constructor.Body.Root, constructor.Body, constructor.Cancellation) is { } paths
        && HalfBuilt.GivenOut(constructor) is { } givenOut
            ? constructor.Net.CallsOf(Topics.Connects | Topics.Handshakes)
                .FirstOrDefault(attempt => IsOn(attempt, opening, constructor, custody) && Leaks.WhereFailsInConstructor(attempt, opening, custody, givenOut, paths))
            : null;

    /// <summary>It throws its failure here, and it is a connect of this very connection or a handshake over it.</summary>
    private static bool IsOn(IOperation attempt, IOperation? made, Seen seen, Custody custody) =>
        !seen.Types.TopicsOf(Uses.MemberOf(attempt)!).HasAny(Topics.CompletesThroughArgs | Topics.Begins)
        && ReferenceEquals(Body.FunctionOf(attempt), made is null ? seen.Body.Root : Body.FunctionOf(made))
        && Operations.BelowInFunction(attempt).Any(below => ReferenceEquals(below, made) || (Makings.SymbolOf(below) is { } variable && custody.Holders.Contains(variable, SymbolEqualityComparer.Default)));

    /// <summary>The socket under a stream is one that somebody else has too: a field's, the caller's, or one that is closed here.</summary>
    private static bool IsClosedByOthers(Call call)
    {
        if (call.Operation is not IObjectCreationOperation { Type: var type } || !NetTypes.Is(type, call.Net.NetworkStream))
        {
            return false;
        }

        return Uses.ArgumentOf(call.Operation, "socket") is not { } socket
            || Uses.Plain(socket) is not ILocalReferenceOperation { Local: var local }
            || Escape.UsesOf(local, call.Body).Any(use =>
                use.Kind == UseKind.Using
                || use.Kind == UseKind.Stored
                || (use.Kind == UseKind.Passed && !ReferenceEquals(use.At, call.Operation))
                || (use.Member is { } member && use.Kind == UseKind.Receiver && call.Net.TopicsOf(member).HasAny(Topics.Releases) && !IsOfAnEarlierFailure(use.At, call.Operation)));
    }

    /// <summary>It closes where something else has failed, before the stream was made.</summary>
    private static bool IsOfAnEarlierFailure(IOperation release, IOperation creation) =>
        Operations.Above<ICatchClauseOperation>(release) is { Parent: ITryOperation @try } && @try.Syntax.Span.End < creation.Syntax.SpanStart;
}
