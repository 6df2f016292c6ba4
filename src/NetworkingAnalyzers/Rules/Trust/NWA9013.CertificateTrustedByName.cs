using System.Linq;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A certificate that nobody vouches for is accepted because of the name that stands in it: everybody can write that name into one.</summary>
public sealed class CertificateTrustedByName : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public CertificateTrustedByName()
        : base(
            "NWA9013",
            "A certificate is trusted because of the name in it",
            "'{0}' accepts a certificate that nobody vouches for because of its '{1}', and everybody can write that name into one; trust its issuer, or compare its hash",
            "A certificate says who it is for and who has issued it, and neither is worth more than the signature under it. RemoteCertificateChainErrors says that nobody whom this machine trusts has signed. "
            + "A callback that then looks for a name accepts what whoever stands in between has made with one command.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "which issuer or which certificate is to be trusted is known to those who run the other side";

    /// <inheritdoc/>
    public override string? Threat => "whoever stands in between makes a certificate with that name and reads and changes everything";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(body => body.Body.Delegates.Any(one => Certificates.IsAnyCallback(one.Type, net)), Judge);

    private static void Judge(Seen seen)
    {
        foreach (var check in seen.Body.Delegates)
        {
            if (Certificates.IsAnyCallback(check.Type, seen.Types)
                && CertificateNames.ThatConvinces(check, seen) is { } name
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation)
                && !AskedForTrust.Holds(check, seen))
            {
                seen.Report(CertificateChecks.PlaceOf(check), CertificateChecks.NameOf(check), name);
            }
        }
    }
}
