using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>The last reply is sent and the connection closed while the peer may still be sending: a reset then destroys the reply.</summary>
public sealed class ClosedWithoutShutdown : NetworkingRule
{
    private static readonly Topics Sending = Topics.SendsBytes | Topics.WritesThroughWriter;

    /// <summary>Describes the rule.</summary>
    public ClosedWithoutShutdown()
        : base(
            "NWA1005",
            "The last reply may be destroyed by the close behind it",
            "'{0}' closes right behind a send, and a reset destroys what was sent where bytes of the peer are unread; shut down sending, read to the end, then close",
            "Closing a socket whose receive buffer holds unread bytes, or that the peer goes on sending to, answers the peer with a reset. What the kernel has not sent yet is thrown away, and on some systems what the peer "
            + "has received and not read yet: its read fails instead of returning the reply. It depends on timing and is seldom seen on one machine.",
            Certainty.Strict)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "a shutdown alone prevents no reset; how long and how much is read before the close is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.Releases, Judge);

    private static void Judge(Call call)
    {
        if (call.Operation is IInvocationOperation { TargetMethod.Name: "Close" or "Dispose" or "DisposeAsync" } close
            && (call.Net.IsConnection(call.Receiver?.Type) || Connections.Carries(call.Receiver, call.Seen))
            && SameConnection.RootOf(call.Receiver, call.Seen, throughAll: true) is { } connection
            && !Connections.IsDatagram(call.Receiver!, call.Seen)
            && LastSend(connection, close, call) is not null
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>
    /// A send that the close follows with nothing between them that reads, shuts down or may do so, in a function that has read what
    /// made it send: the peer speaks, so it may have said more.
    /// </summary>
    private static IOperation? LastSend(ISymbol connection, IInvocationOperation close, Call call)
    {
        var function = Body.FunctionOf(close);
        var here = call.Body.Uses.Where(use => ReferenceEquals(Body.FunctionOf(use), function)).ToList();
        var reads = here.Where(use => IsOn(use, Receiving.Reads, connection, call.Seen)).ToList();
        var sends = here.Where(use => IsOn(use, Sending, connection, call.Seen)).ToList();
        if (reads.Count == 0 || sends.Count == 0 || Paths.Around(close, call.Body, call.Seen.Cancellation) is not { } paths)
        {
            return null;
        }

        // Of several closes of one connection the first is the one.
        var between = paths.Any(reads.Concat(here.Where(use => !ReferenceEquals(use, close) && (MayEndIt(use, connection, call.Seen) || IsOn(use, Topics.Releases, connection, call.Seen)))));
        return sends.FirstOrDefault(send => reads.Any(read => paths.Reaches(read, paths.Any(send), null, Exceptions.Thrown) == Answer.Yes)
            && paths.Reaches(send, paths.Any(close), between, Exceptions.Thrown, holding: new[] { connection }) == Answer.Yes);
    }

    private static bool IsOn(IOperation use, Topics topics, ISymbol connection, Seen seen) =>
        Uses.MemberOf(use) is { } member && seen.Types.TopicsOf(member).HasAny(topics) && SameConnection.IsKeptIn(connection, Uses.ReceiverOf(use), seen);

    /// <summary>A shutdown, a disconnect, or code of this project that is given the connection or belongs to who has it.</summary>
    private static bool MayEndIt(IOperation use, ISymbol connection, Seen seen)
    {
        if (use is not IInvocationOperation { TargetMethod: var method } call)
        {
            return false;
        }

        return method.Name is "Shutdown" or "Disconnect" or "DisconnectAsync" or "ShutdownAsync"
            || (!method.DeclaringSyntaxReferences.IsEmpty
                && (connection is IFieldSymbol or IPropertySymbol || call.Arguments.Any(argument => SameConnection.IsKeptIn(connection, argument.Value, seen))));
    }
}
