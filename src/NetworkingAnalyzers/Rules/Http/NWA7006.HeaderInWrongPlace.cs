using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>A header of content is looked for among those of the message, or the other way round: that throws, or silently does nothing.</summary>
public sealed class HeaderInWrongPlace : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public HeaderInWrongPlace()
        : base(
            "NWA7006",
            "A header is used where it does not belong",
            "'{0}' always {1} for '{2}', a header of the {3}; use the 'Headers' of the {3}",
            "HttpClient keeps the headers of content (Content-Type, Content-Length, Expires ...) apart from those of the message. Where a header does not belong, Add, Remove, Contains and GetValues throw InvalidOperationException; "
            + "TryAddWithoutValidation and TryGetValues return false, so that the header is never sent, or never seen.",
            Certainty.Error)
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.WantsHeaderOfItsPlace, Judge);

    private static void Judge(Call call)
    {
        if (call is { Operation: IInvocationOperation { Instance.Type: { } headers } invocation }
            && Uses.ArgumentOf(invocation, "name") is { } given && NameIn(given, call.Body) is { } name && HeaderPlaces.Refuses(headers, name)
            && (Throws(invocation) || !(IsAskedElsewhereToo(name, call) || TestCode.Holds(call.Body.Owner, call.Seen.Compilation)))
            && !TestCode.ExpectsFailureOf(invocation))
        {
            var called = headers.Name + "." + invocation.TargetMethod.Name;
            var right = headers.Name == "HttpContentHeaders" ? "message" : "content";
            if (Throws(invocation))
            {
                call.Seen.Report(given, called, "throws InvalidOperationException", name, right);
            }
            else
            {
                call.Seen.Warn(given.Syntax.GetLocation(), called, "returns false", name, right);
            }
        }
    }

    private static bool Throws(IInvocationOperation call) => !call.TargetMethod.Name.StartsWith("Try", System.StringComparison.Ordinal);

    /// <summary>The constant, a local's one value, or ASP.NET's name for it.</summary>
    private static string? NameIn(IOperation given, Body body)
    {
        var plain = Uses.Plain(given);
        if (plain is ILocalReferenceOperation { ConstantValue.HasValue: false, Local: var local } && Writes.Among(body.MentionsOf(local)).Take(2).ToList() is { Count: 1 } writes && writes[0].Value is { } value)
        {
            plain = Uses.Plain(value);
        }

        return plain switch
        {
            { ConstantValue: { HasValue: true, Value: string text } } => text,
            IFieldReferenceOperation { Field: var field } => HeaderPlaces.NameOf(field),
            _ => null,
        };
    }

    /// <summary><c>response.Headers.TryGetValues(name, out values) || response.Content.Headers.TryGetValues(name, out values)</c>: the right place is asked too.</summary>
    private static bool IsAskedElsewhereToo(string name, Call call) =>
        call.Seen.Net.CallsOf(Topics.WantsHeaderOfItsPlace).Any(other =>
            other is IInvocationOperation { Instance.Type: { } headers } && Uses.ArgumentOf(other, "name") is { } given
            && name.Equals(NameIn(given, call.Body), System.StringComparison.OrdinalIgnoreCase) && !HeaderPlaces.Refuses(headers, name));
}
