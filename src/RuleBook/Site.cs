using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NetworkingAnalyzers.RuleBook;

/// <summary>
/// Lays out the repository's pages for docfx: prose as it stands, links between pages kept, links to code turned into addresses
/// of the repository, a table of contents. A link that leads nowhere is an error here; anchors are checked by docfx.
/// </summary>
internal static class Site
{
    private const string Repository = "https://github.com/NetworkingAnalyzers/NetworkingAnalyzers/";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePreciseSourceLocation().UsePipeTables().Build();

    private static readonly string[] Folders = ["docs", "src", "samples"];

    /// <summary>
    /// What the top bar shows, and the pages that the side bar shows there, the section's own first. A folder's pages follow the
    /// folder's own page, or stand for the folder.
    /// </summary>
    private static readonly (string Name, string[] Pages)[] Sections =
    [
        ("Getting started", ["README.md", "docs/configuration.md", "docs/ci.md", "src/Scan/README.md", "CHANGELOG.md"]),
        ("Rules", ["docs/rules/README.md", "docs/precision.md", "docs/cost.md"]),
        ("Incidents", ["docs/incidents/README.md", "docs/experiments.md"]),
        ("Reference server", ["docs/reference-server.md", "docs/delivery-protocol.md", "docs/delivery-tested.md", "samples/ReferenceClient/README.md"]),
        ("How it is built", ["docs/flow.md", "docs/adding-a-rule.md", "docs/decisions"]),
    ];

    /// <summary>Writes the layout into a folder, which is emptied first, and returns the links that lead nowhere.</summary>
    public static IReadOnlyList<string> Write(string root, string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var pages = Pages(root).ToHashSet(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var page in pages)
        {
            var to = Path.Combine(folder, Placed(page));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.WriteAllText(to, Relinked(File.ReadAllText(Path.Combine(root, page)), page, pages, root, wrong));
        }

        foreach (var picture in Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.*", SearchOption.AllDirectories).Where(path => Path.GetExtension(path) is ".svg" or ".png"))
        {
            File.Copy(picture, Path.Combine(folder, Path.GetRelativePath(root, picture)));
        }

        WriteContents(root, folder, pages, wrong);
        File.Copy(Path.Combine(root, "docs", "docfx.json"), Path.Combine(folder, "docfx.json"));
        File.Copy(Path.Combine(root, "nuget", "NetworkingAnalyzers.Package", "icon.png"), Path.Combine(folder, "logo.png"));
        var style = Directory.CreateDirectory(Path.Combine(folder, "template", "public")).FullName;
        File.Copy(Path.Combine(root, "docs", "site.css"), Path.Combine(style, "main.css"));
        return wrong;
    }

    /// <summary>A page's text with its links as they must be where it is placed.</summary>
    internal static string Relinked(string text, string page, IReadOnlySet<string> pages, string root, List<string> wrong)
    {
        var links = Markdown.Parse(text, Pipeline).Descendants<LinkInline>().Where(link => link is { Url.Length: > 0, UrlSpan.IsEmpty: false }).OrderByDescending(link => link.UrlSpan.Start);
        var relinked = new StringBuilder(text);
        foreach (var link in links)
        {
            var url = link.Url!;
            if (url[0] == '#' || Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" or "mailto")
            {
                continue;
            }

            var (path, anchor) = url.Split('#', 2) is [var before, var after] ? (before, "#" + after) : (url, "");
            var target = Path.GetRelativePath(root, Path.GetFullPath(Path.Combine(root, Path.GetDirectoryName(page)!, path))).Replace('\\', '/');
            var (isFile, isFolder) = (File.Exists(Path.Combine(root, target)), Directory.Exists(Path.Combine(root, target)));
            if (!isFile && !isFolder)
            {
                wrong.Add($"{page}: '{url}' leads nowhere");
                continue;
            }

            var isHere = pages.Contains(target) || target.StartsWith("docs/", StringComparison.Ordinal) && link.IsImage;
            var address = isHere
                ? Path.GetRelativePath(Path.GetDirectoryName(Placed(page)) is { Length: > 0 } from ? from : ".", Placed(target)).Replace('\\', '/') + anchor
                : Repository + (isFolder ? "tree" : "blob") + "/main/" + target + anchor;
            relinked.Remove(link.UrlSpan.Start, link.UrlSpan.Length).Insert(link.UrlSpan.Start, address);
        }

        return relinked.ToString();
    }

    private static IEnumerable<string> Pages(string root) => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.md", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj") && (path.StartsWith("docs/", StringComparison.Ordinal) || path.EndsWith("/README.md", StringComparison.Ordinal)))
        .Concat(["README.md", "CHANGELOG.md"])
        .Order(StringComparer.Ordinal);

    /// <summary>A folder's own page is what a web server gives for the folder.</summary>
    private static string Placed(string page) => Path.GetFileName(page) == "README.md" ? Path.Combine(Path.GetDirectoryName(page)!, "index.md") : page;

    /// <summary>One file for the top bar, and one for each of its sections, in a folder of its own.</summary>
    private static void WriteContents(string root, string folder, HashSet<string> pages, List<string> wrong)
    {
        var bar = new StringBuilder();
        var unnamed = pages.ToHashSet(StringComparer.Ordinal);
        foreach (var (number, section) in Sections.Index())
        {
            var side = new StringBuilder();
            foreach (var page in section.Pages)
            {
                var home = Path.GetFileName(page) == "README.md" ? Path.GetDirectoryName(page)! : page;
                var below = pages.Where(other => other != page && home.Length > 0 && other.StartsWith(home + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
                unnamed.ExceptWith([page, .. below]);
                if (pages.Contains(page))
                {
                    Entry(side, 0, page == section.Pages[0] && page.EndsWith("README.md", StringComparison.Ordinal) ? "Overview" : TitleOf(root, page), "../../" + Placed(page));
                }
                else
                {
                    side.Append("- name: ").Append(char.ToUpperInvariant(Path.GetFileName(page)[0])).Append(Path.GetFileName(page).AsSpan(1)).Append('\n');
                }

                Below(side, root, below);
            }

            var place = Path.Combine("contents", number.ToString(CultureInfo.InvariantCulture));
            Directory.CreateDirectory(Path.Combine(folder, place));
            File.WriteAllText(Path.Combine(folder, place, "toc.yml"), side.ToString());
            Entry(bar, 0, section.Name, place + "/");
            bar.Append("  topicHref: ").Append(Placed(section.Pages[0])).Append('\n');
        }

        File.WriteAllText(Path.Combine(folder, "toc.yml"), bar.ToString());
        wrong.AddRange(unnamed.Select(page => $"{page}: is in no section of the site"));
    }

    /// <summary>Rules stand below their areas, other pages by themselves.</summary>
    private static void Below(StringBuilder text, string root, List<string> pages)
    {
        if (pages.Count > 0)
        {
            text.Append("  items:\n");
        }

        foreach (var group in pages.GroupBy(page => RuleOf(page)?.Area))
        {
            if (group.Key is { } area)
            {
                text.Append("  - name: ").Append(area.Name).Append("\n    items:\n");
            }

            foreach (var page in group)
            {
                Entry(text, group.Key is null ? 2 : 4, RuleOf(page) is { } rule ? $"{rule.Id} {rule.Name}" : TitleOf(root, page), "../../" + Placed(page));
            }
        }
    }

    private static Rule? RuleOf(string page) => Rule.All.FirstOrDefault(rule => rule.Id == Path.GetFileNameWithoutExtension(page));

    private static string TitleOf(string root, string page) =>
        File.ReadLines(Path.Combine(root, page)).First(line => line.StartsWith("# ", StringComparison.Ordinal))[2..].Replace("`", "", StringComparison.Ordinal);

    private static void Entry(StringBuilder text, int indent, string name, string address) =>
        text.Append(' ', indent).Append("- name: \"").Append(name.Replace("\"", "\\\"", StringComparison.Ordinal)).Append("\"\n").Append(' ', indent).Append("  href: ").Append(address.Replace('\\', '/')).Append('\n');
}
