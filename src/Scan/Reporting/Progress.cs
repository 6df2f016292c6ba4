using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Spectre.Console;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>Says how far a long run is: a bar on a terminal, plain lines elsewhere.</summary>
internal abstract class Progress
{
    /// <summary>Runs the work under it.</summary>
    public static async Task<T> Over<T>(TextWriter writer, Func<Progress, Task<T>> work)
    {
        if (Terminal.On(writer) is not { Profile.Capabilities: { Interactive: true, Ansi: true } } console)
        {
            return await work(new Lines(writer));
        }

        console.Profile.Width = Terminal.WidthOf(writer);
        return await console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context => work(new Bar(context.AddTask("loading", maxValue: 1))));
    }

    /// <summary>Something is being loaded.</summary>
    public abstract void Loading(string what);

    /// <summary>A project is taken up.</summary>
    public abstract void Analysing(Project project, int done, int all);

    private static string FilesOf(Project project) => TextReport.Counted(project.DocumentIds.Count, "file");

    private sealed class Lines(TextWriter writer) : Progress
    {
        public override void Loading(string what) => writer.WriteLine("loading: " + what);

        public override void Analysing(Project project, int done, int all) =>
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{done + 1}/{all}] {project.Name} ({FilesOf(project)})"));
    }

    private sealed class Bar(ProgressTask task) : Progress
    {
        public override void Loading(string what)
        {
            task.IsIndeterminate = true;
            task.Description = Markup.Escape("loading " + what);
        }

        public override void Analysing(Project project, int done, int all)
        {
            task.IsIndeterminate = false;
            task.MaxValue = all;
            task.Value = done;
            task.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{done}/{all} {project.Name}, {FilesOf(project)}"));
        }
    }
}
