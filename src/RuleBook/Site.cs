using System;
using System.Collections.Generic;
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

    /// <summary>The pages by themselves, in the order of the contents; folders follow in the order of names.</summary>
    private static readonly (string Name, string Path)[] Contents =
    [
        ("Getting started", "README.md"),
        ("Rules", "docs/rules/README.md"),
        ("Configuration", "docs/configuration.md"),
        ("In CI", "docs/ci.md"),
        ("Scan", "src/Scan/README.md"),
        ("The six incidents", "docs/incidents/README.md"),
        ("Experiments", "docs/experiments.md"),
        ("Precision", "docs/precision.md"),
        ("Cost", "docs/cost.md"),
        ("The reference server", "docs/reference-server.md"),
        ("The delivery protocol", "docs/delivery-protocol.md"),
        ("How flow is judged", "docs/flow.md"),
        ("Adding a rule", "docs/adding-a-rule.md"),
        ("Changelog", "CHANGELOG.md"),
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

        File.WriteAllText(Path.Combine(folder, "toc.yml"), TableOfContents(pages));
        File.Copy(Path.Combine(root, "docs", "docfx.json"), Path.Combine(folder, "docfx.json"));
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

    private static string TableOfContents(IReadOnlySet<string> pages)
    {
        var text = new StringBuilder();
        foreach (var (name, path) in Contents.Where(entry => pages.Contains(entry.Path)))
        {
            Entry(text, 0, name, path);
            var folder = Path.GetDirectoryName(path)!;
            var below = pages.Where(page => Path.GetFileName(path) == "README.md" && folder.StartsWith("docs/", StringComparison.Ordinal) && Path.GetDirectoryName(page) == folder && page != path).ToList();
            Below(text, below);
        }

        var decisions = pages.Where(page => page.StartsWith("docs/decisions/", StringComparison.Ordinal)).ToList();
        text.Append("- name: Decisions\n");
        Below(text, decisions);
        return text.ToString();
    }

    private static void Below(StringBuilder text, List<string> pages)
    {
        if (pages.Count > 0)
        {
            text.Append("  items:\n");
        }

        foreach (var page in pages)
        {
            var id = Path.GetFileNameWithoutExtension(page);
            Entry(text, 2, Rule.All.FirstOrDefault(rule => rule.Id == id) is { } rule ? $"{id} {rule.Name}" : id, page);
        }
    }

    private static void Entry(StringBuilder text, int indent, string name, string page) =>
        text.Append(' ', indent).Append("- name: ").Append(name).Append('\n').Append(' ', indent).Append("  href: ").Append(Placed(page).Replace('\\', '/')).Append('\n');
}
