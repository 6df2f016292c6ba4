using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace NetworkingAnalyzers.Mend;

/// <summary>Fix-all for a fix with one title.</summary>
internal static class FixAll
{
    /// <summary>
    /// The compiler's batch of single fixes, also where the caller names no title: <c>dotnet format</c> finds the title by offering the first
    /// finding of the fix's <em>analyzer</em>, which may be another rule's, and then gives up.
    /// </summary>
    /// <param name="title">The fix's title, which is its equivalence key, too.</param>
    public static FixAllProvider Titled(string title) => new OneTitle(title);

    private sealed class OneTitle(string title) : FixAllProvider
    {
        public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => WellKnownFixAllProviders.BatchFixer.GetSupportedFixAllScopes();

        public override Task<CodeAction?> GetFixAsync(FixAllContext context) =>
            WellKnownFixAllProviders.BatchFixer.GetFixAsync(context.CodeActionEquivalenceKey is null ? Titled(context) : context);

        private FixAllContext Titled(FixAllContext context) => context.Document is { } document
            ? new(document, context.CodeFixProvider, context.Scope, title, context.DiagnosticIds, new SameDiagnostics(context), context.CancellationToken)
            : new(context.Project, context.CodeFixProvider, context.Scope, title, context.DiagnosticIds, new SameDiagnostics(context), context.CancellationToken);
    }

    private sealed class SameDiagnostics(FixAllContext context) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellation) => await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellation) => await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);

        public override async Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellation) => await context.GetProjectDiagnosticsAsync(project).ConfigureAwait(false);
    }
}
