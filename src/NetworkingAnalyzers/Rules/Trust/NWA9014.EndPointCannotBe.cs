using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A constant that can be no port, no address or no URI: each run of the line throws.</summary>
public sealed class EndPointCannotBe : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public EndPointCannotBe()
        : base(
            "NWA9014",
            "An endpoint cannot be",
            "'{0}' always throws for what it is given here: {1}",
            "A port of more than 65535, an address that IPAddress.Parse does not take, as 'localhost', an address of three bytes: what is written here is refused on every run. It is met late all the same, where the line is reached in production only, "
            + "or in the branch for a second server.",
            Certainty.Error)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "which port or address was meant, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.TakesPort, JudgePort);
        on.Calls(Topics.ParsesAddress, JudgeText);
        on.Calls(Topics.MakesAddress, JudgeParts);
        on.BodiesThat(body => body.Body.Uses.Any(IsUri), JudgeUris);
    }

    private static void JudgePort(Call call)
    {
        foreach (var argument in Uses.ArgumentsOf(call.Operation))
        {
            if (argument.Parameter is { Type.SpecialType: SpecialType.System_Int32, Name: var name } && argument.ArgumentKind == ArgumentKind.Explicit && Ports.IsPort(name)
                && ConstantOf(argument.Value, call.Body) is int port && !Ports.IsIn(port, call.Member.ContainingType.Name))
            {
                Report(call, argument.Value, $"{port} is no port; give one from 0 to 65535");
            }
        }

        if (call.Is(Topics.ConnectsToPort) && ZeroPort(call) is { } zero && !(call.Receiver is { } socket && Connections.IsDatagram(socket, call.Seen)))
        {
            Report(call, zero, "nobody can be connected to at port 0; give the port of the server");
        }
    }

    /// <summary>The port, or that of an endpoint that is made on the spot.</summary>
    private static IOperation? ZeroPort(Call call)
    {
        var arguments = Uses.ArgumentsOf(call.Operation).Concat(Uses.ArgumentsOf(call.Operation).Select(argument => Uses.Plain(argument.Value)).OfType<IObjectCreationOperation>()
            .Where(made => made.Type?.Name is "IPEndPoint" or "DnsEndPoint" && call.Member is not IMethodSymbol { MethodKind: MethodKind.Constructor }).SelectMany(made => made.Arguments));
        return arguments.FirstOrDefault(argument => argument.Parameter is { Name: var name } && Ports.IsPort(name) && argument.Value is { ConstantValue: { HasValue: true, Value: 0 } })?.Value;
    }

    private static void JudgeText(Call call)
    {
        if (Uses.ArgumentsOf(call.Operation) is { Length: > 0 } arguments && ConstantOf(arguments[0].Value, call.Body) is string text && Ports.IsNoAddress(text))
        {
            Report(call, arguments[0].Value, $"'{text}' is no IP address; a name is for 'Dns' to look up, or for 'Connect' itself");
        }
    }

    private static void JudgeParts(Call call)
    {
        if (Uses.ArgumentsOf(call.Operation) is not { Length: > 0 } arguments)
        {
            return;
        }

        if (ConstantOf(arguments[0].Value, call.Body) is long number && number is < 0 or > uint.MaxValue)
        {
            Report(call, arguments[0].Value, "the number of an IPv4 address has 32 bits; give its bytes");
        }
        else if (LengthOf(Written(arguments[0].Value, call.Body)) is { } length and not (4 or 16))
        {
            Report(call, arguments[0].Value, $"an address has 4 or 16 bytes and not {length}; give all of them");
        }
    }

    private static int? LengthOf(IOperation bytes) => bytes switch
    {
        IArrayCreationOperation { Initializer: { } given } => given.ElementValues.Length,
        IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } => sizes[0].ConstantValue is { HasValue: true, Value: int length } ? length : null,
        _ => null,
    };

    private static bool IsUri(IOperation use) => use is IObjectCreationOperation { Type: { Name: "Uri", ContainingNamespace.Name: "System" }, Arguments.Length: 1 or 2 };

    private static void JudgeUris(Seen seen)
    {
        foreach (var use in seen.Body.Uses.Where(IsUri))
        {
            var arguments = Uses.ArgumentsOf(use);
            if (arguments[0].Parameter?.Type.SpecialType == SpecialType.System_String
                && (arguments.Length == 1 || Uses.Plain(arguments[1].Value) is IFieldReferenceOperation { Field.Name: "Absolute" })
                && ConstantOf(arguments[0].Value, seen.Body) is string text && Ports.IsNoUri(text) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(arguments[0].Value, "new Uri", $"'{text}' is no URI; write 'scheme://host:port/path'");
            }
        }
    }

    private static void Report(Call call, IOperation at, string why)
    {
        if (!TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Seen.Report(at, call.Name, why);
        }
    }

    private static object? ConstantOf(IOperation value, Body body)
    {
        value = Uses.Plain(value) is ILocalReferenceOperation { ConstantValue.HasValue: false } local ? Written(local, body) : value;
        return value.ConstantValue is { HasValue: true, Value: { } constant } ? constant : null;
    }

    /// <summary>What a local was given once and for all; the value itself where it is none.</summary>
    private static IOperation Written(IOperation value, Body body) =>
        Uses.Plain(value) is ILocalReferenceOperation { Local: var local } && Writes.Among(body.MentionsOf(local)).Take(2).ToList() is { Count: 1 } writes && writes[0].Value is { } written
            ? (written.ConstantValue.HasValue ? written : Uses.Plain(written))
            : Uses.Plain(value);
}
