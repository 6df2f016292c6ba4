using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>What a connection can be told, and what it remembers of itself.</summary>
internal static class Options
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(SetsOption, "System.Net.Sockets.Socket", "SetSocketOption", "SetRawSocketOption", "IOControl"),
        new ApiRow(BlockingTimeout, "System.Net.Sockets.Socket", "ReceiveTimeout", "SendTimeout"),
        new ApiRow(BlockingTimeout, "System.Net.Sockets.TcpClient", "ReceiveTimeout", "SendTimeout"),
        new ApiRow(BlockingTimeout, "System.IO.Stream", "ReadTimeout", "WriteTimeout"),
        new ApiRow(AvoidsWaiting, "System.Net.Sockets.Socket", "Available", "Blocking", "Poll", "Select"),
        new ApiRow(AvoidsWaiting, "System.Net.Sockets.TcpClient", "Available"),
        new ApiRow(AvoidsWaiting, "System.Net.Sockets.NetworkStream", "DataAvailable"),
        new ApiRow(RemembersConnected, "System.Net.Sockets.Socket", "Connected"),
        new ApiRow(RemembersConnected, "System.Net.Sockets.TcpClient", "Connected"),
        new ApiRow(CountsWaitingBytes, "System.Net.Sockets.Socket", "Available", "Poll"),
        new ApiRow(CountsWaitingBytes, "System.Net.Sockets.TcpClient", "Available"),
        new ApiRow(CountsWaitingBytes, "System.Net.Sockets.NetworkStream", "DataAvailable"),
        new ApiRow(MakesLinger, "System.Net.Sockets.LingerOption", ".ctor"),
        new ApiRow(SetsDeadline, "System.Threading.CancellationTokenSource", "CancelAfter"));
}

internal readonly partial struct Topics
{
    /// <summary><c>new LingerOption(enable, seconds)</c>.</summary>
    public static readonly Topics MakesLinger = New();
}
