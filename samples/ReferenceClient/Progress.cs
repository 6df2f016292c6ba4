using System;
using System.Threading;

namespace ReferenceClient;

/// <summary>One line of progress, rewritten every second; four lines a second where the output is no terminal and somebody plots them.</summary>
internal sealed class Progress : IDisposable
{
    private readonly Func<string> _text;
    private readonly Timer _timer;

    public Progress(Func<string> text)
    {
        _text = text;
        var pause = TimeSpan.FromSeconds(Console.IsOutputRedirected ? 0.25 : 1);
        _timer = new Timer(_ => Show(), null, pause, pause);
    }

    public void Dispose()
    {
        _timer.Dispose();
        Show();
        Console.WriteLine();
    }

    private void Show() => Console.Write(Console.IsOutputRedirected ? $"{_text()}\n" : $"\r{_text()}    ");
}
