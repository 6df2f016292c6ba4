using System.Collections.Immutable;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace NetworkingAnalyzers.Mend;

/// <summary>A fix with one title for the findings of one rule: a deriving class says what the document becomes, and where it does not know, no fix is offered.</summary>
public abstract class NetworkingFix : CodeFixProvider
{
    private readonly string _title;

    /// <param name="title">What the fix does, as the menu shows it.</param>
    /// <param name="rule">The rule's id.</param>
    private protected NetworkingFix(string title, string rule)
    {
        _title = title;
        FixableDiagnosticIds = ImmutableArray.Create(rule);
    }

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAll.Titled(_title);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null && await MendAsync(context, root, model).ConfigureAwait(false) is { } mended)
        {
            context.RegisterCodeFix(CodeAction.Create(_title, cancellation => LineEnds.AsIn(context.Document, mended, cancellation), equivalenceKey: _title), context.Diagnostics);
        }
    }

    /// <summary>The document without the finding at <see cref="CodeFixContext.Span"/>; null where no mend is known.</summary>
    /// <param name="context">The finding.</param>
    /// <param name="root">The root of its document.</param>
    /// <param name="model">What its document means.</param>
    protected virtual Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model) =>
        Task.FromResult(Mend(context, root, model) is { } mended ? context.Document.WithSyntaxRoot(mended) : null);

    /// <summary>The root without the finding, for a mend that need not be tried out first (<see cref="Trial"/>).</summary>
    /// <inheritdoc cref="MendAsync"/>
    protected virtual SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model) => null;
}
