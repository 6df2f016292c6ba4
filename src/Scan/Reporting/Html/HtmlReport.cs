using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Reporting.Html;

/// <summary>
/// One page that stands alone: what was found by area and severity, then each finding with its code, why it matters and where to read on. It is whole without
/// its script, which only filters.
/// </summary>
internal sealed class HtmlReport : IReport
{
    private static readonly DiagnosticSeverity[] Severities = [DiagnosticSeverity.Error, DiagnosticSeverity.Warning, DiagnosticSeverity.Info, DiagnosticSeverity.Hidden];

    /// <inheritdoc/>
    public void Write(ScanReport report, TextWriter to)
    {
        var name = Path.GetFileName(report.Code.Root) is { Length: > 0 } folder ? folder : report.Code.Root;
        to.Write(Markup.Of(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
            <title>Networking findings in {name}</title>
            <style>{Embedded("report.css")}</style>
            </head>
            <body>
            <a class="skip" href="#findings">Skip to the findings</a>
            <header>
            <div><h1>Networking findings in <span>{name}</span></h1>
            <p>{TextReport.Counted(report.Result.Files, "file")}, {report.Result.Lines.ToString("N0", CultureInfo.InvariantCulture)} lines, {TextReport.Counted(report.Result.Projects, "project")}, analysed in {report.Result.Time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s</p></div>
            <button type="button" id="theme" hidden>Dark or light</button>
            </header>
            <main>

            """));
        Overview(report, to);
        if (report.Findings.Count > 0)
        {
            Filters(report, to);
        }

        Findings(report, to);
        Notes(report, to);
        to.Write(Markup.Of($"</main>\n<script>{Embedded("report.js")}</script>\n</body>\n</html>\n"));
    }

    private static void Overview(ScanReport report, TextWriter to)
    {
        to.Write("<section class=\"overview\" aria-labelledby=\"overview\">\n<h2 id=\"overview\">What was found</h2>\n<ul class=\"tiles\">\n");
        foreach (var (severity, count) in Severities.Take(3).Select(severity => (severity, report.Findings.Count(finding => finding.Severity == severity))))
        {
            to.Write(Markup.Of($"<li class=\"{TextReport.NameOf(severity)}\"><b>{count.ToString("N0", CultureInfo.InvariantCulture)}</b> {NounOf(severity, count)}</li>\n"));
        }

        if (report.Baseline is not null)
        {
            to.Write(Markup.Of($"<li><b>{report.Known}</b> known from the baseline, not shown</li>\n<li><b>{report.Gone}</b> of the baseline gone</li>\n"));
        }

        to.Write("</ul>\n");
        var areas = Areas(report).ToList();
        if (areas.Count == 0)
        {
            to.Write("<p class=\"clean\">Nothing was found.</p>\n</section>\n");
            return;
        }

        var most = areas.Max(area => area.Findings.Count);
        to.Write("<table class=\"plot\">\n<caption>Findings by area and severity</caption>\n<thead><tr><th scope=\"col\">Area</th><th scope=\"col\" class=\"bars\">Findings</th><th scope=\"col\">By severity</th></tr></thead>\n<tbody>\n");
        foreach (var (area, motto, findings) in areas)
        {
            var counts = ScanReport.CountBySeverity(findings).ToList();
            to.Write(Markup.Of($"<tr><th scope=\"row\">{area}<small>{motto}</small></th><td class=\"bars\"><div class=\"bar\" style=\"width:{(100.0 * findings.Count / most).ToString("0.##", CultureInfo.InvariantCulture)}%\" aria-hidden=\"true\">"));
            foreach (var (severity, count) in counts)
            {
                to.Write(Markup.Of($"<i class=\"{TextReport.NameOf(severity)}\" style=\"flex:{count}\" title=\"{TextReport.Counted(count, TextReport.NameOf(severity))}\"></i>"));
            }

            to.Write(Markup.Of($"</div></td><td>{string.Join(", ", counts.Select(pair => TextReport.Counted(pair.Count, TextReport.NameOf(pair.Severity))))}</td></tr>\n"));
        }

        to.Write("</tbody>\n</table>\n<table class=\"rules\">\n<caption>Findings by rule</caption>\n<thead><tr><th scope=\"col\">Rule</th><th scope=\"col\">What it finds</th><th scope=\"col\">Findings</th><th scope=\"col\">Files</th></tr></thead>\n<tbody>\n");
        foreach (var (rule, findings) in report.ByRule)
        {
            to.Write(Markup.Of($"<tr><th scope=\"row\"><a href=\"{rule.HelpLinkUri}\">{rule.Id}</a></th><td>{rule.Title}</td><td class=\"number\">{findings.Count}</td><td class=\"number\">{findings.Select(finding => finding.Path).Distinct().Count()}</td></tr>\n"));
        }

        to.Write("</tbody>\n</table>\n</section>\n");
    }

    private static void Filters(ScanReport report, TextWriter to)
    {
        to.Write("<form id=\"filter\" class=\"filter\" role=\"search\" aria-label=\"Filter the findings\" hidden>\n<label>Rule <select id=\"rule\"><option value=\"\">all rules</option>");
        foreach (var (rule, findings) in report.ByRule)
        {
            to.Write(Markup.Of($"<option value=\"{rule.Id}\">{rule.Id} {rule.Title} ({findings.Count})</option>"));
        }

        to.Write("</select></label>\n<label>Folder <select id=\"folder\"><option value=\"\">all folders</option>");
        foreach (var (folder, count) in Folders(report))
        {
            to.Write(Markup.Of($"<option value=\"{folder}/\">{folder}/ ({count})</option>"));
        }

        to.Write("</select></label>\n<label>Severity <select id=\"severity\"><option value=\"\">all severities</option>");
        foreach (var (severity, count) in report.BySeverity)
        {
            to.Write(Markup.Of($"<option value=\"{TextReport.NameOf(severity)}\">{TextReport.NameOf(severity)} ({count})</option>"));
        }

        to.Write("</select></label>\n<label>Text <input id=\"text\" type=\"search\" placeholder=\"in path, member or message\"></label>\n<button type=\"reset\">Clear</button>\n<output id=\"shown\" aria-live=\"polite\"></output>\n<p class=\"keys\"><kbd>/</kbd> to the text, <kbd>j</kbd> <kbd>k</kbd> to the next and previous finding, <kbd>o</kbd> why it matters</p>\n</form>\n");
    }

    private static void Findings(ScanReport report, TextWriter to)
    {
        to.Write("<section id=\"findings\" tabindex=\"-1\" aria-label=\"Findings\">\n");
        foreach (var file in report.Findings.GroupBy(finding => finding.Path))
        {
            var path = Fingerprints.PathOf(file.First(), report.Code.Root);
            to.Write(Markup.Of($"<details class=\"file\" open data-path=\"{path}\">\n<summary><h2>{path}</h2> <span>{TextReport.Counted(file.Count(), "finding")}</span></summary>\n"));
            foreach (var finding in file)
            {
                One(finding, report, to);
            }

            to.Write("</details>\n");
        }

        to.Write("<p id=\"none\" hidden>No finding is left by this filter.</p>\n</section>\n");
    }

    private static void One(Finding finding, ScanReport report, TextWriter to)
    {
        var rule = report.Rules.Descriptors[finding.Rule];
        var severity = TextReport.NameOf(finding.Severity);
        to.Write(Markup.Of(
            $"""
            <article id="f-{report.Fingerprints[finding]}" tabindex="-1" data-rule="{finding.Rule}" data-severity="{severity}">
            <h3><span class="badge {severity}">{severity}</span> <a href="{rule.HelpLinkUri}">{finding.Rule}</a> {rule.Title} <a class="place" href="#f-{report.Fingerprints[finding]}">{finding.Line}:{finding.Column}{(finding.Member.Length > 0 ? " in " + finding.Member : "")}</a></h3>
            <p>{finding.Message}</p>
            <pre tabindex="0" aria-label="Code around line {finding.Line}"><code>
            """));
        for (var i = 0; i < finding.Excerpt.Lines.Length; i++)
        {
            Line(finding, finding.Excerpt.FirstLine + i, finding.Excerpt.Lines[i], to);
        }

        to.Write(Markup.Of($"</code></pre>\n<details class=\"why\"><summary>Why it matters</summary><p>{rule.Description} <a href=\"{rule.HelpLinkUri}\">What happens, how to see it, how to mend it</a></p></details>\n</article>\n"));
    }

    private static void Line(Finding finding, int number, string text, TextWriter to)
    {
        var (first, last) = (finding.Line, finding.Span.End.Line + 1);
        var isMeant = first <= number && number <= last;
        var start = number == first ? Math.Min(finding.Span.Start.Character, text.Length) : isMeant ? text.Length - text.TrimStart().Length : text.Length;
        var end = !isMeant ? start : number == last ? Math.Clamp(finding.Span.End.Character, start, text.Length) : text.Length;
        var mark = isMeant && end > start ? Markup.Of($"<mark>{text[start..end]}</mark>") : default;
        to.Write(Markup.Of($"<span class=\"line{(isMeant ? " meant" : "")}\"><span class=\"n\" aria-hidden=\"true\">{number}</span>{text[..start]}{mark}{text[end..]}\n</span>"));
    }

    private static void Notes(ScanReport report, TextWriter to)
    {
        if (report.Code.Notes.All is not { Count: > 0 } notes)
        {
            return;
        }

        to.Write(Markup.Of($"<section><details class=\"notes\"><summary>Passed over or noted ({notes.Count})</summary><ul>\n"));
        foreach (var note in notes)
        {
            to.Write(Markup.Of($"<li><code>{report.Code.Display(note.Path)}</code>: {note.What}</li>\n"));
        }

        to.Write("</ul></details></section>\n");
    }

    /// <summary>Areas in the order of their ids.</summary>
    private static IEnumerable<(string Name, string Motto, IReadOnlyList<Finding> Findings)> Areas(ScanReport report) => report.Findings
        .GroupBy(finding => report.Rules.Descriptors[finding.Rule].Category)
        .OrderBy(group => group.First().Rule, StringComparer.Ordinal)
        .Select(group => (group.Key, Area.All.FirstOrDefault(area => area.Name == group.Key)?.Motto ?? "", (IReadOnlyList<Finding>)[.. group]));

    /// <summary>Every folder that holds findings, at any depth.</summary>
    private static IEnumerable<(string Folder, int Count)> Folders(ScanReport report) => report.Findings
        .SelectMany(finding => Above(Fingerprints.PathOf(finding, report.Code.Root)))
        .GroupBy(folder => folder)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => (group.Key, group.Count()));

    private static IEnumerable<string> Above(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }

    private static string NounOf(DiagnosticSeverity severity, int count) => TextReport.NameOf(severity) + (count == 1 ? "" : "s");

    private static Markup Embedded(string name)
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!);
        return new Markup(reader.ReadToEnd());
    }
}
