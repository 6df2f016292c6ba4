using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Blind.B.Bad.KeyValue;

public sealed class KeyValueStore
{
    private readonly ConcurrentDictionary<string, byte[]> _items = new(StringComparer.Ordinal);

    public ReadOnlyMemory<byte> Get(string key) => _items.TryGetValue(key, out var value) ? value : ReadOnlyMemory<byte>.Empty;

    public void Set(string key, byte[] value) => _items[key] = value;

    public IEnumerable<(string Key, byte[] Value)> All() => _items.Select(pair => (pair.Key, pair.Value));
}

public sealed class KeyValueConnectionHandler(KeyValueStore store) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (true)
        {
            var result = await input.ReadAsync(connection.ConnectionClosed);
            var buffer = result.Buffer;
            if (buffer.IsEmpty && result.IsCompleted)
            {
                break;
            }

            if (buffer.PositionOf((byte)'\n') is not { } end)
            {
                input.AdvanceTo(buffer.Start); // ! NWA2012
                continue;
            }

            var line = buffer.Slice(0, end);
            input.AdvanceTo(buffer.GetPosition(1, end));
            await RunAsync(Encoding.UTF8.GetString(line).Split(' ', 3), input, output); // ! NWA2012|NWA2017
        }
    }

    private ValueTask<FlushResult> RunAsync(string[] words, PipeReader input, PipeWriter output) => words switch
    {
        ["GET", var key] => output.WriteAsync(store.Get(key)),
        ["SET", var key, var size] when int.TryParse(size, out var length) => SetAsync(key, length, input, output),
        ["DUMP"] => DumpAsync(output),
        _ => output.WriteAsync("ERR\n"u8.ToArray()),
    };

    private async ValueTask<FlushResult> SetAsync(string key, int length, PipeReader input, PipeWriter output)
    {
        var value = new byte[length]; // ! NWA9001
        var result = await input.ReadAsync(); // ! NWA2003|NWA2013
        var body = result.Buffer;
        body.Slice(0, Math.Min(length, body.Length)).CopyTo(value);
        input.AdvanceTo(body.End); // ! NWA2021
        store.Set(key, value);
        return await output.WriteAsync("OK\n"u8.ToArray());
    }

    private async ValueTask<FlushResult> DumpAsync(PipeWriter output)
    {
        foreach (var (key, value) in store.All())
        {
            var header = Encoding.UTF8.GetBytes($"{key} {value.Length}\n");
            output.Write(header);
            output.Write(value);
            await output.FlushAsync(); // ! NWA2013
        }

        return await output.FlushAsync();
    }
}

public sealed class KeyValueTextTap(PipeReader input, Action<string> onText)
{
    public async Task RunAsync(CancellationToken ct)
    {
        while (await input.ReadAsync(ct) is { IsCompleted: false } result)
        {
            onText(Encoding.UTF8.GetString(result.Buffer)); // ! NWA2005|NWA2003
            input.AdvanceTo(result.Buffer.End);
        }

        await input.CompleteAsync();
    }
}
