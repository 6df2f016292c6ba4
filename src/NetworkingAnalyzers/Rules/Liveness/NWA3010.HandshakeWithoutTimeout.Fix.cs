using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>
/// A token that is cancelled after ten seconds, for a handshake that stands in a statement of its own; linked to the token of the
/// function where that has one. The overloads without a token become the one with options, which has one.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class HandshakeWithoutTimeoutFix : CodeFixProvider
{
    private const string Title = "Cancel the handshake after 10 s";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA3010");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || model?.GetOperation(call, context.CancellationToken) is not IInvocationOperation { TargetMethod.Name: "AuthenticateAsServerAsync" } handshake
            || call.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax block, Expression: AwaitExpressionSyntax } statement
            || root.SyntaxTree.Options is not CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp8 }
            || !TakesToken(handshake.TargetMethod.ContainingType)
            || Options(handshake) is not { } options)
        {
            return;
        }

        var name = NameFor(call, model);
        var arguments = SyntaxFactory.ParseArgumentList($"({options}, {name}.Token)");
        var mended = block.ReplaceNode(statement, statement.ReplaceNode(call.ArgumentList, Shortened(arguments).WithTriviaFrom(call.ArgumentList)));
        var anchor = mended.Statements[block.Statements.IndexOf(statement)];
        if (Lines.InsertBefore(mended, anchor, Deadline(name, TokenOf(handshake, call.SpanStart, model))) is { } whole
            && await Trial.Of(context.Document, block, whole, context.CancellationToken).ConfigureAwait(false) is { Compiles: true } trial)
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(trial.Document), equivalenceKey: Title), context.Diagnostics);
        }
    }

    /// <summary>From .NET Core 2.1 on.</summary>
    private static bool TakesToken(INamedTypeSymbol stream) =>
        stream.GetMembers("AuthenticateAsServerAsync").OfType<IMethodSymbol>().Any(method =>
            method.Parameters.Length == 2 && method.Parameters[0].Type.Name == "SslServerAuthenticationOptions" && method.Parameters[1].Type.Name == "CancellationToken");

    /// <summary>What the call says, as options. Values that are left out are left at the same defaults.</summary>
    private static string? Options(IInvocationOperation handshake)
    {
        if (Given(handshake, "sslServerAuthenticationOptions") is { } options)
        {
            return options;
        }

        if (Given(handshake, "serverCertificate") is not { } certificate)
        {
            return null;
        }

        var parts = new List<string> { $"ServerCertificate = {certificate}" };
        if (Given(handshake, "clientCertificateRequired") is { } required)
        {
            parts.Add($"ClientCertificateRequired = {required}");
        }

        if (Given(handshake, "enabledSslProtocols") is { } protocols)
        {
            parts.Add($"EnabledSslProtocols = {protocols}");
        }

        if (Given(handshake, "checkCertificateRevocation") is { } check)
        {
            const string Mode = "global::System.Security.Cryptography.X509Certificates.X509RevocationMode.";
            parts.Add("CertificateRevocationCheckMode = " + (check switch
            {
                "true" => Mode + "Online",
                "false" => Mode + "NoCheck",
                _ => $"{check} ? {Mode}Online : {Mode}NoCheck",
            }));
        }

        return $"new global::System.Net.Security.SslServerAuthenticationOptions {{ {string.Join(", ", parts)} }}";
    }

    private static string? Given(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter && argument.ArgumentKind == ArgumentKind.Explicit)?.Value.Syntax.WithoutTrivia().ToFullString();

    private static IEnumerable<StatementSyntax> Deadline(string name, string? token)
    {
        const string Source = "global::System.Threading.CancellationTokenSource", Time = "global::System.TimeSpan.FromSeconds(10)";
        if (token is null)
        {
            yield return Shortened(SyntaxFactory.ParseStatement($"using var {name} = new {Source}({Time});"));
        }
        else
        {
            yield return Shortened(SyntaxFactory.ParseStatement($"using var {name} = {Source}.CreateLinkedTokenSource({token});"));
            yield return Shortened(SyntaxFactory.ParseStatement($"{name}.CancelAfter({Time});"));
        }
    }

    /// <summary>The one token that the function around is given.</summary>
    private static string? TokenOf(IOperation handshake, int position, SemanticModel model)
    {
        var tokens = model.LookupSymbols(position).OfType<IParameterSymbol>().Where(parameter => parameter.Type.Name == "CancellationToken" && parameter.RefKind == RefKind.None).ToList();
        return tokens.Count == 1 && !handshake.IsImplicit ? tokens[0].Name : null;
    }

    /// <summary>A name that nothing in the member uses; for the second handshake of a member another, for all may be mended at once.</summary>
    private static string NameFor(InvocationExpressionSyntax call, SemanticModel model)
    {
        SyntaxNode member = call.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault(up => up is not GlobalStatementSyntax) ?? call.SyntaxTree.GetRoot();
        var before = member.DescendantNodes().OfType<InvocationExpressionSyntax>().Count(other => other.SpanStart < call.SpanStart && other.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AuthenticateAsServerAsync" });
        var wish = before == 0 ? "deadline" : "deadline" + (before + 1);
        var taken = new HashSet<string>(member.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText));
        return taken.Contains(wish) || !model.LookupSymbols(call.SpanStart, name: wish).IsEmpty ? "tlsD" + wish.Substring(1) : wish;
    }

    private static T Shortened<T>(T node)
        where T : SyntaxNode
    {
        var names = Names.Shortened(node);
        return names.ReplaceNodes(
            names.DescendantNodes().OfType<QualifiedNameSyntax>().Where(name => name.Parent is not QualifiedNameSyntax),
            (_, now) => now.WithAdditionalAnnotations(Simplifier.Annotation));
    }
}
