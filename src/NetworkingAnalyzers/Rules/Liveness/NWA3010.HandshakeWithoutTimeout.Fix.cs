using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
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
public sealed class HandshakeWithoutTimeoutFix() : NetworkingFix("Cancel the handshake after 10 s", "NWA3010")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || model.GetOperation(call, context.CancellationToken) is not IInvocationOperation { TargetMethod.Name: "AuthenticateAsServerAsync" or "AuthenticateAsClientAsync" } handshake
            || call.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax block, Expression: AwaitExpressionSyntax } statement
            || Deadline.IsMissedByCatches(call, model)
            || root.SyntaxTree.Options is not CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp8 }
            || !TakesToken(handshake.TargetMethod)
            || Options(handshake) is not { } options)
        {
            return null;
        }

        var name = Deadline.NameFor(call, model, "tlsDeadline");
        var arguments = SyntaxFactory.ParseArgumentList($"({options}, {name}.Token)");
        var mended = block.ReplaceNode(statement, statement.ReplaceNode(call.ArgumentList, Names.AllShortened(arguments).WithTriviaFrom(call.ArgumentList)));
        var anchor = mended.Statements[block.Statements.IndexOf(statement)];
        return Lines.InsertBefore(mended, anchor, Deadline.Of(name, Deadline.TokenOf(handshake, model))) is { } whole
            ? await Trial.Compiled(context.Document, block, whole, context.CancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>From .NET Core 2.1 on.</summary>
    private static bool TakesToken(IMethodSymbol handshake) =>
        handshake.ContainingType.GetMembers(handshake.Name).OfType<IMethodSymbol>().Any(method =>
            method.Parameters.Length == 2 && method.Parameters[0].Type.Name == OptionsOf(handshake) && method.Parameters[1].Type.Name == "CancellationToken");

    private static string OptionsOf(IMethodSymbol handshake) => handshake.Name == "AuthenticateAsServerAsync" ? "SslServerAuthenticationOptions" : "SslClientAuthenticationOptions";

    /// <summary>What the call says, as options. Values that are left out are left at the same defaults.</summary>
    private static string? Options(IInvocationOperation handshake)
    {
        if ((Given(handshake, "sslServerAuthenticationOptions") ?? Given(handshake, "sslClientAuthenticationOptions")) is { } options)
        {
            return options;
        }

        var parts = new List<string>();
        if (Given(handshake, "serverCertificate") is { } certificate)
        {
            parts.Add($"ServerCertificate = {certificate}");
        }
        else if (Given(handshake, "targetHost") is { } host)
        {
            parts.Add($"TargetHost = {host}");
        }
        else
        {
            return null;
        }

        if (Given(handshake, "clientCertificates") is { } certificates)
        {
            parts.Add($"ClientCertificates = {certificates}");
        }

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

        return $"new global::System.Net.Security.{OptionsOf(handshake.TargetMethod)} {{ {string.Join(", ", parts)} }}";
    }

    private static string? Given(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter && argument.ArgumentKind == ArgumentKind.Explicit)?.Value.Syntax.WithoutTrivia().ToFullString();
}
