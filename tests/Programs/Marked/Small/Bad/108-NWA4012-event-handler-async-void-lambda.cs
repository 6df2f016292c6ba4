using System.Net.Sockets;

namespace BlindC108;

public sealed class Buttons108
{
    public event EventHandler Pressed;
    public void Press() => Pressed?.Invoke(this, EventArgs.Empty);
}

public static class Wiring108
{
    public static void Wire(Buttons108 buttons, NetworkStream stream)
    {
        buttons.Pressed += async (_, _) => // ! NWA4012
        {
            using var limit = new CancellationTokenSource(3000);
            await stream.WriteAsync("press\n"u8.ToArray(), limit.Token);
        };
    }
}
