using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// <c>var context = new SslContext(certificate, (..) => true); var server = new ChatServer(context, 443);</c>: what a server is told of certificates is asked of those of its clients, and
/// these show none unless they are asked for one.
/// </summary>
internal static class ServerSettings
{
    /// <summary>Whether an object with settings goes to servers and to nobody else, none of which asks for the clients' certificates.</summary>
    public static bool AreGivenToServer(IObjectCreationOperation settings, Seen seen)
    {
        if (NetTypes.Is(settings.Type, seen.Types.SslStream) || Operations.Below(settings).Any(AsksForCertificates))
        {
            return false;
        }

        var mentions = new List<IOperation> { settings };
        if (Fate.Of(settings) is { Kind: FateKind.Stored, Into: ILocalSymbol local })
        {
            mentions = seen.Body.MentionsOf(local).Where(mention => Write.By(mention) is null && mention is not IVariableDeclaratorOperation).ToList();
        }

        var takers = mentions.Where(mention => mention.Parent is not (IPropertyReferenceOperation or IFieldReferenceOperation)).Select(TakerOf).ToList();
        return takers.Count > 0 && takers.All(taker => taker is not null && Serves(taker, seen))
            && !mentions.Any(mention => mention.Parent is IMemberReferenceOperation && AsksForCertificates(mention.Parent));
    }

    /// <summary><c>context.ClientCertificateRequired = true</c>.</summary>
    private static bool AsksForCertificates(IOperation member) =>
        member is IMemberReferenceOperation { Member.Name: "ClientCertificateRequired", Parent: ISimpleAssignmentOperation { Value.ConstantValue: not { HasValue: true, Value: false } } };

    /// <summary>The type whose constructor or method is given the value.</summary>
    private static INamedTypeSymbol? TakerOf(IOperation value) =>
        Uses.Whole(value).Parent is IArgumentOperation { Parent: { } call } ? Uses.MemberOf(call)?.ContainingType : null;

    private static bool Serves(INamedTypeSymbol type, Seen seen)
    {
        for (var up = type; up is not null; up = up.BaseType)
        {
            if (up.Name.EndsWith("Server", StringComparison.Ordinal) || up.Name.EndsWith("Listener", StringComparison.Ordinal) || AnswersHandshakes(up, seen))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnswersHandshakes(INamedTypeSymbol type, Seen seen) =>
        !type.DeclaringSyntaxReferences.IsEmpty
        && seen.Sources.NamesIn(type, "AuthenticateAsServer", "AuthenticateAsServerAsync", "BeginAuthenticateAsServer").Any()
        && !seen.Sources.NamesIn(type, "AuthenticateAsClient", "AuthenticateAsClientAsync", "BeginAuthenticateAsClient").Any();
}
