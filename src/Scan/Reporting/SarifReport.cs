using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>
/// For code-scanning services: SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). With a baseline, all findings are written, each
/// with its state.
/// </summary>
internal sealed class SarifReport : IReport
{
    private const string Root = "SRCROOT";
    private const string Project = "https://github.com/NetworkingAnalyzers/NetworkingAnalyzers";

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public void Write(ScanReport report, TextWriter to)
    {
        var ids = report.Rules.Descriptors.Keys.ToList();
        var log = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "NetworkingAnalyzers.Scan",
                        ["semanticVersion"] = Version(),
                        ["informationUri"] = Project,
                        ["rules"] = new JsonArray([.. report.Rules.Descriptors.Values.Select(rule => RuleOf(rule, report))]),
                    },
                },
                ["invocations"] = new JsonArray(new JsonObject
                {
                    ["executionSuccessful"] = report.Result.Crashes.Count == 0,
                    ["toolExecutionNotifications"] = new JsonArray(
                        [.. report.Code.Notes.All.Select(note => NoteOf(note, report)), .. report.Result.Crashes.Select(crash => Notification("error", $"{crash.Analyzer} threw in {crash.Project}: {crash.Details}"))]),
                }),
                ["originalUriBaseIds"] = new JsonObject { [Root] = new JsonObject { ["uri"] = new Uri(report.Code.Root + Path.DirectorySeparatorChar).AbsoluteUri } },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = new JsonArray([.. report.Result.Findings.Select(finding => ResultOf(finding, report, ids.IndexOf(finding.Rule)))]),
            }),
        };
        to.WriteLine(log.ToJsonString(Options));
    }

    private static JsonNode RuleOf(DiagnosticDescriptor rule, ScanReport report)
    {
        var why = rule.Description.ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["id"] = rule.Id,
            ["name"] = report.Rules.NameOf(rule.Id),
            ["shortDescription"] = Text(rule.Title.ToString(CultureInfo.InvariantCulture)),
            ["fullDescription"] = Text(why),
            ["helpUri"] = rule.HelpLinkUri,
            ["help"] = new JsonObject { ["text"] = $"{why} {rule.HelpLinkUri}", ["markdown"] = $"{why}\n\n[{rule.Id}: what happens, how to see it, how to mend it]({rule.HelpLinkUri})" },
            ["defaultConfiguration"] = new JsonObject { ["enabled"] = rule.IsEnabledByDefault, ["level"] = LevelOf(rule.DefaultSeverity) },
            ["properties"] = new JsonObject { ["category"] = rule.Category, ["precision"] = "high", ["tags"] = new JsonArray("networking", rule.Category) },
        };
    }

    private static JsonNode ResultOf(Finding finding, ScanReport report, int ruleIndex)
    {
        var result = new JsonObject
        {
            ["ruleId"] = finding.Rule,
            ["ruleIndex"] = ruleIndex,
            ["level"] = LevelOf(finding.Severity),
            ["message"] = Text(finding.Message),
            ["locations"] = new JsonArray(new JsonObject
            {
                ["physicalLocation"] = new JsonObject
                {
                    ["artifactLocation"] = ArtifactOf(finding.Path, report),
                    ["region"] = new JsonObject
                    {
                        ["startLine"] = finding.Line,
                        ["startColumn"] = finding.Column,
                        ["endLine"] = finding.Span.End.Line + 1,
                        ["endColumn"] = finding.Span.End.Character + 1,
                    },
                    ["contextRegion"] = new JsonObject
                    {
                        ["startLine"] = finding.Excerpt.FirstLine,
                        ["endLine"] = finding.Excerpt.FirstLine + finding.Excerpt.Lines.Length - 1,
                        ["snippet"] = Text(string.Join('\n', finding.Excerpt.Lines)),
                    },
                },
            }),
            ["partialFingerprints"] = new JsonObject { ["networkingAnalyzers/v1"] = report.Fingerprints[finding] },
        };
        if (finding.Member.Length > 0)
        {
            result["locations"]![0]!["logicalLocations"] = new JsonArray(new JsonObject { ["name"] = finding.Member, ["kind"] = "member" });
        }

        if (report.Baseline is not null)
        {
            result["baselineState"] = report.IsKnown(finding) ? "unchanged" : "new";
        }

        return result;
    }

    private static JsonNode NoteOf(Note note, ScanReport report)
    {
        var notification = Notification(note.PassedOver ? "warning" : "note", note.What);
        notification["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = new JsonObject { ["artifactLocation"] = ArtifactOf(note.Path, report) } });
        return notification;
    }

    private static JsonObject Notification(string level, string text) => new() { ["level"] = level, ["message"] = Text(text) };

    /// <summary>Below the root where it lies there, so that a service can find it in its own checkout.</summary>
    private static JsonObject ArtifactOf(string path, ScanReport report)
    {
        var relative = Path.GetRelativePath(report.Code.Root, path).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? new JsonObject { ["uri"] = new Uri(Path.GetFullPath(path, report.Code.Root)).AbsoluteUri }
            : new JsonObject { ["uri"] = string.Join('/', relative.Split('/').Select(Uri.EscapeDataString)), ["uriBaseId"] = Root };
    }

    private static JsonObject Text(string text) => new() { ["text"] = text };

    private static string LevelOf(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        DiagnosticSeverity.Info => "note",
        _ => "none",
    };

    /// <summary>Without the commit that the build appends.</summary>
    private static string Version() =>
        typeof(SarifReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
