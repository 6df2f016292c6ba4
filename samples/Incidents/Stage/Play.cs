using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using ScottPlot;

namespace Incidents.Stage;

/// <summary>A cell of the table: what is shown and, where it is one, the number behind it.</summary>
/// <param name="Shown">The text.</param>
/// <param name="Value">The number; NaN where there is none.</param>
internal readonly record struct Cell(string Shown, double Value)
{
    public static implicit operator Cell(string text) => new(text, double.NaN);

    public static implicit operator Cell(int number) => new(number.ToString("N0", CultureInfo.InvariantCulture), number);

    public static implicit operator Cell(long number) => new(number.ToString("N0", CultureInfo.InvariantCulture), number);

    /// <summary>A time as one reads it.</summary>
    public static Cell Of(TimeSpan time) =>
        new(time.TotalMilliseconds < 10 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F1} ms")
            : time.TotalSeconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F0} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s"), time.TotalSeconds);

    /// <summary>A number and what it counts.</summary>
    public static Cell Of(double number, string unit, string format = "N0") => new($"{number.ToString(format, CultureInfo.InvariantCulture)} {unit}", number);

    /// <summary>Yes or no.</summary>
    public static Cell Of(bool yes) => new(yes ? "yes" : "no", yes ? 1 : 0);
}

/// <summary>A row of the table.</summary>
/// <param name="Key">Its name for tests and scripts.</param>
/// <param name="What">What it counts.</param>
/// <param name="Cells">One for each column.</param>
internal sealed record Row(string Key, string What, Cell[] Cells);

/// <summary>What a run of an incident is and what came of it. Used by the one task that plays it.</summary>
internal sealed class Play(bool isShort, Action<string> say, CancellationToken cancellation)
{
    /// <summary>Whether only the form of a few seconds is wanted.</summary>
    public bool IsShort { get; } = isShort;

    /// <summary>Ends the play: everything on the stage is then taken down.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The table's columns: who was under watch.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = ["naive", "reference"];

    public List<Row> Rows { get; } = [];

    /// <summary>What this incident is about, each with whether it was seen.</summary>
    public List<(string Sentence, bool Holds)> Claims { get; } = [];

    /// <summary>What the tools showed: where, the command, its output.</summary>
    public List<(string Title, string Command, string Output)> Shown { get; } = [];

    /// <summary>The figure; null where the play came to none.</summary>
    public Plot? Figure { get; set; }

    /// <summary>Tells who watches what happens now.</summary>
    public void Say(string what) => say(what);

    /// <summary>Names other columns than the two.</summary>
    public void Compare(params string[] columns) => Columns = columns;

    /// <summary>Adds a row.</summary>
    public void Add(string key, string what, params Cell[] cells) => Rows.Add(new Row(key, what, cells));

    /// <summary>Says what must be seen, and whether it was.</summary>
    public void Claim(string sentence, bool holds) => Claims.Add((sentence, holds));

    /// <summary>Runs a tool and keeps what it showed.</summary>
    public async Task<string> ShowAsync(string title, string? host, string command)
    {
        var output = await Shell.RunAsync(host, command, Cancellation);
        Shown.Add((title, command, output));
        return output;
    }

    /// <summary>Waits.</summary>
    public Task PauseAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Cancellation);
}
