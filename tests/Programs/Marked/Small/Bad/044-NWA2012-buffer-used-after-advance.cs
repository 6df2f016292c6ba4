using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace BlindC044;

public sealed class Handler044 : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;
        for (;;)
        {
            var result = await input.ReadAsync(connection.ConnectionClosed);
            if (result.IsCompleted || result.Buffer.Length >= 16)
            {
                var frame = result.Buffer.Slice(0, Math.Min(16, result.Buffer.Length));
                input.AdvanceTo(frame.End);
                Console.WriteLine(Convert.ToHexString(frame.ToArray())); // ! NWA2012|NWA2017
                if (result.IsCompleted) break;
                continue;
            }
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
