using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A client says yes to every certificate: it encrypts, and does not know for whom.</summary>
public sealed class CertificateAcceptedBlindly : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public CertificateAcceptedBlindly()
        : base(
            "NWA9002",
            "A client accepts every certificate",
            "'{0}' accepts {1}, so whoever stands between you and the server reads and changes everything; leave the callback out, or trust the one issuer that you know",
            "TLS without a check of the certificate encrypts, and does not say for whom. Whoever can answer for the server (a wireless network, a proxy, a changed DNS entry) shows a certificate of their own and gets passwords, tokens and data. "
            + "Nothing fails and nothing is logged.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "whether the callback can go, or which issuer is to be trusted, is known to those who run the server";

    /// <inheritdoc/>
    public override string? Threat => "whoever stands between client and server reads and changes everything";

    private protected override void Watch(Watch on, NetTypes net) =>
        on.BodiesThat(body => body.Topics.HasAny(Topics.AcceptsAnyCertificate) || CertificateChecks.AreIn(body, net), Judge);

    private static void Judge(Seen seen)
    {
        foreach (var check in CertificateChecks.In(seen))
        {
            if (WhatIsAccepted(check, seen) is { } accepted && !CertificateChecks.LooksAtCertificate(check, seen) && !IsReportedByPeer(check, accepted, seen))
            {
                seen.Report(CertificateChecks.PlaceOf(check), CertificateChecks.NameOf(check), accepted);
            }
        }

        foreach (var any in seen.Net.CallsOf(Topics.AcceptsAnyCertificate))
        {
            if (CertificateChecks.Applies(any, seen))
            {
                seen.Report(Uses.PlaceOf(any), Uses.NameOf(any), Every);
            }
        }
    }

    private const string Every = "every certificate";

    private static string? WhatIsAccepted(IDelegateCreationOperation check, Seen seen) =>
        CertificateChecks.VerdictOn(Certificates.ChainErrors, check, seen) != Verdicts.True ? null
        : CertificateChecks.VerdictOn(Certificates.ChainErrors | Certificates.NameMismatch, check, seen) == Verdicts.True ? Every
        : "a certificate from any issuer";

    /// <summary>CA5359 looks at the one delegate type, and at functions that return nothing but <c>true</c>.</summary>
    private static bool IsReportedByPeer(IDelegateCreationOperation check, string accepted, Seen seen) =>
        accepted == Every && check.Type?.Name != "Func" && Peers.ReportBlindCallbacks(check.Syntax.SyntaxTree, seen.Compilation, seen.Options);
}
