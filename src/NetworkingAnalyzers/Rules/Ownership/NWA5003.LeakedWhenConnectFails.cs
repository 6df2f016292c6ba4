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

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.MustBeReleased, Judge);

    private static void Judge(Call call)
    {
        if (!call.Seen.Net.Topics.HasAny(Topics.Connects | Topics.Handshakes)
            || call.Operation is IInvocationOperation
            || !Custody.IsOwning(call)
            || IsClosedByOthers(call)
            || Connections.IsDatagram(call.Operation, call.Seen)
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        var custody = Custody.Of(call.Operation, call.Body, call.Net, call.Seen.Sources, call.Seen.Cancellation);
        if (custody.IsLost || custody.IsSettledAtOnce || Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is not { } paths)
        {
            return;
        }

        foreach (var attempt in call.Seen.Net.CallsOf(Topics.Connects | Topics.Handshakes))
        {
            if (IsOn(attempt, call, custody) && Leaks.WhereFails(attempt, call, call.Operation, custody, paths))
            {
                // Where it leaks without that failure too, one rule speaks.
                if (Leaks.InOperation(call, call.Operation, custody, paths) is null)
                {
                    call.Report(call.Name, Uses.NameOf(attempt));
                }

                return;
            }
        }
    }

    /// <summary>It throws its failure here, and it is a connect of this very connection or a handshake over it.</summary>
    private static bool IsOn(IOperation attempt, Call call, Custody custody) =>
        !call.Net.TopicsOf(Uses.MemberOf(attempt)!).HasAny(Topics.CompletesThroughArgs | Topics.Begins)
        && ReferenceEquals(Body.FunctionOf(attempt), Body.FunctionOf(call.Operation))
        && Operations.BelowInFunction(attempt).Any(below => ReferenceEquals(below, call.Operation) || (VariableOf(below) is { } variable && custody.Holders.Contains(variable, SymbolEqualityComparer.Default)));

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

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
                || (use.Member is { } member && use.Kind == UseKind.Receiver && call.Net.TopicsOf(member).HasAny(Topics.Releases)));
    }
}
