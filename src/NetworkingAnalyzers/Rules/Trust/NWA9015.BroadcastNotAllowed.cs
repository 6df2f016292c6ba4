using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A socket that nobody has allowed to broadcast sends to the broadcast address.</summary>
public sealed class BroadcastNotAllowed : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public BroadcastNotAllowed()
        : base(
            "NWA9015",
            "A socket broadcasts and may not",
            "'{0}' to the broadcast address throws SocketException (AccessDenied) on a socket that may not broadcast; set 'EnableBroadcast' first",
            "The kernel refuses to send to 255.255.255.255 from a socket without SO_BROADCAST, which .NET leaves off. Every such send throws; where the exception is caught, nobody in the network is ever found. UdpClient sets the option by itself, Socket does not.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.SendsBytes | Topics.Begins, Judge);

    private static void Judge(Call call)
    {
        if (call.Member.Name is "SendTo" or "SendToAsync" or "BeginSendTo"
            && call.Receiver is { } socket && NetTypes.Is(socket.Type, call.Net.Socket)
            && TargetOf(call) is { } target && IsBroadcast(target, call.Seen)
            && IsOwn(socket, call.Seen) && !IsAllowed(call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name);
        }
    }

    private static IOperation? TargetOf(Call call) => Uses.ArgumentOf(call.Operation, "remoteEP") ?? Uses.ArgumentOf(call.Operation, "remoteEp");

    /// <summary>Whatever way it comes: <c>new IPEndPoint(IPAddress.Broadcast, port)</c>.</summary>
    private static bool IsBroadcast(IOperation endPoint, Seen seen) =>
        Origin.Of(endPoint, seen.Sources) is { IsEmpty: false } made
        && made.All(origin => origin is IObjectCreationOperation { Type.Name: "IPEndPoint", Arguments: { Length: 2 } parts }
            && Origin.Of(parts[0].Value, seen.Sources) is { IsEmpty: false } addresses && addresses.All(IsBroadcastAddress));

    private static bool IsBroadcastAddress(IOperation address) => address switch
    {
        IFieldReferenceOperation { Field: { Name: "Broadcast", ContainingType.Name: "IPAddress" } } => true,
        IInvocationOperation { TargetMethod: { Name: "Parse", ContainingType.Name: "IPAddress" }, Arguments: { Length: > 0 } text } => text[0].Value.ConstantValue is { HasValue: true, Value: "255.255.255.255" },
        _ => false,
    };

    /// <summary>Each way it comes begins at a socket that is made here: another's may have been allowed.</summary>
    private static bool IsOwn(IOperation socket, Seen seen) =>
        Origin.Of(socket, seen.Sources).Where(origin => origin.ConstantValue is not { HasValue: true, Value: null }).ToList() is { Count: > 0 } origins
        && origins.All(origin => origin is IObjectCreationOperation { Constructor: not null } made && NetTypes.Is(made.Type, seen.Types.Socket) && Uses.ArgumentOf(made, "socketType") is not null);

    /// <summary>The type, or a file that uses it, sets the option on whatever.</summary>
    private static bool IsAllowed(Call call) =>
        Evidence.TypeOf(call) is not { } type || Evidence.IsNamed(type, call.Seen, name => name is "EnableBroadcast" or "SetRawSocketOption" or "IOControl")
        || call.Seen.Sources.NamesIn(Evidence.Outermost(type), "Broadcast").Any(name => name.Parent?.ToString().EndsWith("SocketOptionName.Broadcast", System.StringComparison.Ordinal) == true);
}
