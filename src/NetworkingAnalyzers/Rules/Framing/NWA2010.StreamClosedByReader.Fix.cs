using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>Tells the reader or writer to leave the connection open, where a constructor of this framework can be told so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class StreamClosedByReaderFix() : NetworkingFix("Leave the connection open", "NWA2010")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { ArgumentList: { Arguments.Count: > 0 } arguments } creation)
        {
            return null;
        }

        // The names of the parameters tell which constructor there is; BinaryReader wants its encoding said.
        foreach (var added in new[] { ", leaveOpen: true", ", leaveInnerStreamOpen: true", ", global::System.Text.Encoding.UTF8, leaveOpen: true" })
        {
            var text = arguments.ToString();
            var longer = SyntaxFactory.ParseArgumentList(text.Substring(0, text.Length - 1) + added + ")").WithTriviaFrom(arguments);
            var mended = creation.WithArgumentList(Names.Shortened(longer));
            if (await Trial.Of(context.Document, creation, mended, context.CancellationToken).ConfigureAwait(false) is { Compiles: true } trial)
            {
                return trial.Document;
            }
        }

        return null;
    }
}
