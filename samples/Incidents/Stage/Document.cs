using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Incidents.Stage;

/// <summary>Writes what a run showed into the incident's page, between its markers, and the figure beside it.</summary>
internal static class Document
{
    private const string Begin = "<!-- run -->\n", End = "<!-- /run -->";

    /// <summary>Replaces what stands between the markers of <c>N.md</c> in the folder, and writes <c>N.svg</c>.</summary>
    /// <exception cref="InvalidDataException">There is no such page, or it lacks its markers.</exception>
    public static void Write(DirectoryInfo folder, int incident, Play play)
    {
        var page = Path.Combine(folder.FullName, $"{incident}.md");
        var text = File.Exists(page) ? File.ReadAllText(page) : "";
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new InvalidDataException($"{page} lacks its markers {Begin.Trim()} and {End}.");
        }

        File.WriteAllText(page, text[..(begin + Begin.Length)] + Run(incident, play) + text[end..]);
        play.Figure?.SaveSvg(Path.Combine(folder.FullName, $"{incident}.svg"), 960, 460);
    }

    private static string Run(int incident, Play play)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"`dotnet run --project samples/Incidents -- {incident}{(play.IsShort ? " --short" : "")}` on {DateTime.UtcNow:yyyy-MM-dd}, {Machine()}:\n\n");
        text.Append("| | ").AppendJoin(" | ", play.Columns).Append(" |\n|---|").Append(string.Concat(play.Columns.Select(_ => "---:|"))).Append('\n');
        play.Rows.ForEach(row => text.Append("| ").Append(row.What).Append(" | ").AppendJoin(" | ", row.Cells.Select(cell => cell.Shown)).Append(" |\n"));
        text.Append(CultureInfo.InvariantCulture, $"\n![The difference at a glance]({incident}.svg)\n");
        foreach (var (title, command, output) in play.Shown.Where(shown => shown.Output.Length > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{title}:\n\n```\n$ {command}\n{string.Join('\n', output.Split('\n').Select(line => line.TrimEnd()))}\n```\n");
        }

        return text.ToString();
    }

    private static string Machine()
    {
        var model = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] : null;
        var kind = typeof(Document).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyConfigurationAttribute), false).OfType<System.Reflection.AssemblyConfigurationAttribute>().FirstOrDefault()?.Configuration;
        return $"{Environment.ProcessorCount} shared processors{(model is null ? "" : $" ({model})")}, Linux {Environment.OSVersion.Version}, {RuntimeInformation.FrameworkDescription}, {kind} build";
    }
}
