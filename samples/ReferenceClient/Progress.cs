using System;
using System.Threading;

namespace ReferenceClient;

/// <summary>One line of progress, rewritten every second; one line a second where the output is no terminal.</summary>
internal sealed class Progress : IDisposable
{
    private readonly Func<string> _text;
    private readonly Timer _timer;

    public Progress(Func<string> text)
    {
        _text = text;
        _timer = new Timer(_ => Show(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void Dispose()
    {
        _timer.Dispose();
        Show();
        Console.WriteLine();
    }

    private void Show() => Console.Write(Console.IsOutputRedirected ? $"{_text()}\n" : $"\r{_text()}    ");
}
