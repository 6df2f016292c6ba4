using System;
using System.IO;
using Spectre.Console;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>Writers as the terminals they may be.</summary>
internal static class Terminal
{
    private const int Unbroken = 1_000_000;

    /// <summary>
    /// A console over a writer that breaks no line: a file or a program wants it whole, and a terminal does it better, so that a path can be copied. With colours only on a terminal, and not where <c>NO_COLOR</c> is set (https://no-color.org).</summary>
    public static IAnsiConsole On(TextWriter writer)
    {
        var isPlain = !IsTerminal(writer) || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isPlain ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Unbroken;
        return console;
    }

    /// <summary>How many columns a writer has.</summary>
    public static int WidthOf(TextWriter writer) => IsTerminal(writer) && AnsiConsole.Profile.Width is > 0 and var width ? width : Unbroken;

    /// <summary>Whether somebody is looking.</summary>
    public static bool IsTerminal(TextWriter writer) =>
        writer == Console.Out && !Console.IsOutputRedirected || writer == Console.Error && !Console.IsErrorRedirected;
}
