using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Incidents.Plays;
using Incidents.Stage;
using Spectre.Console;

var which = new Argument<string[]>("incident") { Description = "1 to 6, or all.", Arity = ArgumentArity.OneOrMore };
which.AcceptOnlyFromAmong([.. Incident.All.Select(incident => $"{incident.Number}"), "all"]);
var isShort = new Option<bool>("--short") { Description = "A form of a few seconds for each." };
var figures = new Option<DirectoryInfo?>("--figures") { Description = "Writes N.svg for each into this folder." };
var documents = new Option<DirectoryInfo?>("--docs") { Description = "Writes table, figure and what the tools showed into this folder's N.md and N.svg (docs/incidents)." };
var facts = new Option<FileInfo?>("--facts") { Description = "Writes the tables as tab-separated lines: incident, row, column, number or text." };
var tools = new Option<bool>("--tools") { Description = "Also prints what ss, nstat and the others showed." };
var root = new RootCommand($"""
    Replays the six incidents: each builds its situation on loopback or between network namespaces that it makes and removes,
    runs the naive program (samples/Incidents/Naive; building it prints what the rules say) and then the reference under the same conditions.

    {string.Join("\n    ", Incident.All.Select(incident => $"{incident.Number}  {incident.Name}. Needs {incident.Needs}."))}

    Exit code 0: all that was played showed its difference; 1: something did not; 2: bad usage or a failure; 3: all was skipped; 130: interrupted.
    """)
{
    which, isShort, tools, figures, documents, facts,
};
root.SetAction(async (parsed, cancellation) =>
{
    var asked = parsed.GetValue(which)!;
    var incidents = Incident.All.Where(incident => asked.Contains("all") || asked.Contains($"{incident.Number}")).ToArray();
    var told = new List<string>();
    var (seen, missed, failed) = (0, 0, 0);
    foreach (var incident in incidents)
    {
        AnsiConsole.MarkupLineInterpolated($"\n[bold]{incident.Number}. {incident.Name}[/]");
        var play = new Play(parsed.GetValue(isShort), what => AnsiConsole.MarkupLineInterpolated($"[grey]  {what}[/]"), cancellation);
        try
        {
            await incident.PlayAsync(play);
        }
        catch (MissingException missing)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]  skipped: {missing.Message}[/]");
            continue;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]  failed: {failure.GetType().Name}: {failure.Message}[/]");
            failed++;
            continue;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // Whatever was thrown on the way out: the stage is down.
            Console.Error.WriteLine("interrupted; what it made is removed");
            return 130;
        }

        Print(play, parsed.GetValue(tools));
        told.AddRange(play.Rows.SelectMany(row => row.Cells.Select((cell, i) => $"{incident.Number}\t{row.Key}\t{play.Columns[i]}\t{(double.IsNaN(cell.Value) ? cell.Shown : cell.Value.ToString(CultureInfo.InvariantCulture))}")));
        if (parsed.GetValue(figures) is { } folder && play.Figure is { } figure)
        {
            folder.Create();
            figure.SaveSvg(Path.Combine(folder.FullName, $"{incident.Number}.svg"), 960, 460);
        }

        if (parsed.GetValue(documents) is { } pages)
        {
            Document.Write(pages, incident.Number, play);
        }

        (seen, missed) = play.Claims.All(claim => claim.Holds) ? (seen + 1, missed) : (seen, missed + 1);
    }

    if (parsed.GetValue(facts) is { } file)
    {
        File.WriteAllLines(file.FullName, told);
    }

    return failed > 0 ? 2 : missed > 0 ? 1 : seen > 0 ? 0 : 3;
});

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 160;
}

var given = root.Parse(args);
if (given.Errors.Count > 0)
{
    given.Invoke();
    return 2;
}

// After Ctrl-C the processes are ended and the namespaces removed; a busy machine may need a while for that.
return await given.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });

static void Print(Play play, bool withTools)
{
    // Bold in the documents' Markdown is nothing here.
    static string Plain(string text) => Markup.Escape(text.Replace("**", "", StringComparison.Ordinal));

    var table = new Table().RoundedBorder().AddColumn("");
    foreach (var column in play.Columns)
    {
        table.AddColumn(new TableColumn(Plain(column)).RightAligned());
    }

    play.Rows.ForEach(row => table.AddRow([Plain(row.What), .. row.Cells.Select(cell => Plain(cell.Shown))]));
    AnsiConsole.Write(table);
    foreach (var (sentence, holds) in play.Claims)
    {
        AnsiConsole.MarkupLineInterpolated(holds ? $"  [green]seen[/]      {sentence}" : (FormattableString)$"  [red]NOT SEEN[/]  {sentence}");
    }

    foreach (var (title, command, output) in withTools ? play.Shown : [])
    {
        Console.WriteLine($"\n  {title}:\n  $ {command}\n    {output.ReplaceLineEndings("\n    ")}");
    }
}
