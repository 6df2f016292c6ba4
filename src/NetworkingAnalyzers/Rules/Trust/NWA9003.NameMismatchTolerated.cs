using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A client accepts a good certificate of any host: everybody can have one.</summary>
public sealed class NameMismatchTolerated : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public NameMismatchTolerated()
        : base(
            "NWA9003",
            "A client accepts the certificate of another host",
            "'{0}' accepts a certificate that is another host's, and everybody can have one; connect by the name in the certificate, or compare it with the names that you expect",
            "A certificate authority gives anybody a certificate for a domain of their own. A client that forgives RemoteCertificateNameMismatch takes it for the server's: whoever stands between the two needs no more. Nothing fails and nothing is logged.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "which names are the server's is known to those who run it";

    /// <inheritdoc/>
    public override string? Threat => "whoever has a certificate for any domain of their own can stand between client and server";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(body => CertificateChecks.AreIn(body, net), Judge);

    private static void Judge(Seen seen)
    {
        foreach (var check in CertificateChecks.In(seen))
        {
            if (CertificateChecks.VerdictOn(Certificates.NameMismatch, check, seen) == Verdicts.True
                && CertificateChecks.VerdictOn(Certificates.ChainErrors, check, seen) != Verdicts.True
                && !CertificateChecks.LooksAtCertificate(check, seen))
            {
                seen.Report(CertificateChecks.PlaceOf(check), CertificateChecks.NameOf(check));
            }
        }
    }
}
