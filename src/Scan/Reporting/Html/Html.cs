using System;
using System.Linq;
using System.Net;

namespace NetworkingAnalyzers.Scan.Reporting.Html;

/// <summary>Text that is HTML already. Whatever else is put into a page is encoded: code and messages are text, never markup.</summary>
internal readonly record struct Markup(string Text)
{
    /// <summary>A piece of a page; what is put into the holes is encoded unless it is markup itself.</summary>
    public static Markup Of(FormattableString text) => new(string.Format(null, text.Format, [.. text.GetArguments().Select(Encoded)]));

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static object Encoded(object? argument) => argument switch
    {
        Markup markup => markup.Text,
        null => "",
        _ => WebUtility.HtmlEncode(FormattableString.Invariant($"{argument}")),
    };
}
