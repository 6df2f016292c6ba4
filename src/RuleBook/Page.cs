using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using Markdig;
using Markdig.Syntax;

namespace NetworkingAnalyzers.RuleBook;

/// <summary>The page of a rule: prose by hand, facts between two markers generated.</summary>
internal sealed class Page
{
    private const string Begin = "<!-- facts -->";
    private const string End = "<!-- /facts -->";
    private const string Since = "| Since | ";

    private Page(string text) => Text = text;

    public string Text { get; }

    /// <summary>The first heading, without its <c>#</c>.</summary>
    public string Title => Text.Split('\n')[0].TrimStart('#').Trim();

    /// <summary>The headings of the second level, in order.</summary>
    public ImmutableArray<string> Sections =>
        Text.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..].Trim()).ToImmutableArray();

    public static Page Read(string path) => new(File.ReadAllText(path).ReplaceLineEndings("\n"));

    public static Page Parse(string text) => new(text.ReplaceLineEndings("\n"));

    /// <summary>The text of a section up to the next heading of its level, trimmed; empty where there is no such section.</summary>
    public string Section(string heading)
    {
        var lines = Text.Split('\n');
        var start = Array.FindIndex(lines, line => line.StartsWith("## " + heading, StringComparison.Ordinal));
        if (start < 0)
        {
            return string.Empty;
        }

        var end = Array.FindIndex(lines, start + 1, line => line.StartsWith("## ", StringComparison.Ordinal));
        return string.Join('\n', lines[(start + 1)..(end < 0 ? lines.Length : end)]).Trim();
    }

    /// <summary>Code blocks opened with <c>```csharp kind</c>.</summary>
    public ImmutableArray<string> Code(string kind) =>
        Markdown.Parse(Text).Descendants<FencedCodeBlock>()
            .Where(block => block.Info == "csharp" && block.Arguments == kind)
            .Select(block => block.Lines.ToString())
            .ToImmutableArray();

    /// <summary>The page with its facts brought in step with the rule. <c>Since</c> stays what the page says: a version shipped is a fact.</summary>
    /// <exception cref="InvalidDataException">The page lacks the markers.</exception>
    public Page WithFacts(Rule rule, string version)
    {
        var begin = Text.IndexOf(Begin, StringComparison.Ordinal);
        var end = Text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new InvalidDataException($"The page of {rule.Id} lacks the markers {Begin} and {End}.");
        }

        var old = Text[begin..end].Split('\n').FirstOrDefault(line => line.StartsWith(Since, StringComparison.Ordinal));
        var facts = new StringBuilder()
            .Append("| | |\n|---|---|\n")
            .Append("| Rule | ").Append(rule.Id).Append(' ').Append(rule.Name).Append(" |\n")
            .Append("| Area | ").Append(rule.Area.Name).Append(": ").Append(rule.Area.Motto).Append(" |\n")
            .Append("| Default | ").Append(rule.Default).Append(" |\n")
            .Append("| Fix | ").Append(rule.Fix is null ? "none: " + (rule.Analyzer.NoFix ?? "not stated") : "yes, also fix-all").Append(" |\n")
            .Append(rule.Analyzer.Threat is { } threat ? "| Security preset | yes: " + threat + " |\n" : "")
            .Append(old ?? Since + version + " |").Append('\n')
            .Append("| Says | ").Append(rule.Descriptor.MessageFormat.ToString(null).Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
        return new Page(Text[..(begin + Begin.Length)] + "\n" + facts + Text[end..]);
    }
}
