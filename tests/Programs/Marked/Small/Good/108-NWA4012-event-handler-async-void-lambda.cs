using System.Net.Sockets;

namespace BlindC108G;

public sealed class Buttons108G
{
    public event EventHandler Pressed;
    public void Press() => Pressed?.Invoke(this, EventArgs.Empty);
}

public static class Wiring108G
{
    public static void Wire(Buttons108G buttons, NetworkStream stream)
    {
        buttons.Pressed += async (_, _) =>
        {
            using var limit = new CancellationTokenSource(3000);
            try { await stream.WriteAsync("press\n"u8.ToArray(), limit.Token); }
            catch (Exception e) { Console.Error.WriteLine(e.Message); await stream.DisposeAsync(); }
        };
    }
}
