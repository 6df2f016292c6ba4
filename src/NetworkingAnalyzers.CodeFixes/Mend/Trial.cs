using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetworkingAnalyzers.Mend;

/// <summary>A change tried out before it is offered: what the compiler says of it, and what the new code means.</summary>
internal sealed class Trial
{
    private Trial(Document document, SyntaxNode node, SemanticModel model, bool compiles)
    {
        Document = document;
        Node = node;
        Model = model;
        Compiles = compiles;
    }

    /// <summary>The document with the change.</summary>
    public Document Document { get; }

    /// <summary>The new node, in the changed document.</summary>
    public SyntaxNode Node { get; }

    public SemanticModel Model { get; }

    /// <summary>Whether the member around the change has no error that it did not have before.</summary>
    public bool Compiles { get; }

    public static async Task<Trial?> Of(Document document, SyntaxNode old, SyntaxNode @new, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var before = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || before is null)
        {
            return null;
        }

        var mark = new SyntaxAnnotation();
        var changed = document.WithSyntaxRoot(root.ReplaceNode(old, @new.WithAdditionalAnnotations(mark)));
        var newRoot = await changed.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var after = await changed.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (newRoot is null || after is null || newRoot.GetAnnotatedNodes(mark).FirstOrDefault() is not { } node)
        {
            return null;
        }

        return new Trial(changed, node, after, Errors(after, node, cancellation) <= Errors(before, old, cancellation));
    }

    /// <summary>The document with the change; null where the compiler has something against it.</summary>
    public static async Task<Document?> Compiled(Document document, SyntaxNode old, SyntaxNode @new, CancellationToken cancellation) =>
        await Of(document, old, @new, cancellation).ConfigureAwait(false) is { Compiles: true } trial ? trial.Document : null;

    private static int Errors(SemanticModel model, SyntaxNode node, CancellationToken cancellation)
    {
        var member = node.AncestorsAndSelf().FirstOrDefault(up => up is MemberDeclarationSyntax and not BaseTypeDeclarationSyntax and not BaseNamespaceDeclarationSyntax) ?? node.SyntaxTree.GetRoot(cancellation);
        return model.GetDiagnostics(member.Span, cancellation).Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }
}
