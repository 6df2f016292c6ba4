using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>How many bytes a receive asks for: the number that is given, or the length of the whole buffer.</summary>
internal sealed class AskedFor
{
    private readonly List<IOperation> _amounts = [];
    private readonly ISymbol? _buffer;

    private AskedFor(ISymbol? buffer) => _buffer = buffer;

    /// <summary>Null where neither the number nor the buffer can be named.</summary>
    public static AskedFor? By(IOperation receive, Body body)
    {
        var given = Uses.ArgumentOf(receive, "buffer");
        var buffer = Received.BufferOf(receive);
        if (given is null || buffer is null)
        {
            return null;
        }

        var size = SizeOf(buffer, body);
        return (Uses.ArgumentOf(receive, "count") ?? Uses.ArgumentOf(receive, "size") ?? LengthOfSlice(given)) is { } count ? Of(count, buffer, size) : new AskedFor(buffer).With(size);
    }

    /// <summary>What the caller of a method that receives asks it for; null where it does not say, and the array cannot be named.</summary>
    public static AskedFor? By(CountingHelper helper, Body body)
    {
        var buffer = Received.ArrayOf(helper.Bytes, body);
        var size = buffer is null ? null : SizeOf(buffer, body);
        return helper.Asked is { } count ? Of(count, buffer, size)
            : buffer is null || !helper.FillsAll ? null
            : new AskedFor(buffer).With(size);
    }

    /// <summary>The number that is given is also the buffer's length, where it is the same.</summary>
    private static AskedFor Of(IOperation count, ISymbol? buffer, IOperation? size) =>
        buffer is not null && (IsLengthOf(count, buffer) || (size is not null && AreSame(count, size)))
            ? new AskedFor(buffer).With(count).With(size)
            : new AskedFor(buffer: null).With(count);

    /// <summary>No more than a byte: when anything has come, all has.</summary>
    public bool IsOneByte => _amounts.Any(amount => amount.ConstantValue is { HasValue: true, Value: 0 or 1 });

    /// <summary>The value is as much as was asked for.</summary>
    public bool Is(IOperation value) => _amounts.Any(amount => AreSame(amount, value)) || (_buffer is not null && IsLengthOf(value, _buffer));

    private AskedFor With(IOperation? amount)
    {
        if (amount is not null)
        {
            _amounts.Add(amount);
        }

        return this;
    }

    /// <summary>What the buffer was made with, where it is made at one place.</summary>
    private static IOperation? SizeOf(ISymbol buffer, Body body) =>
        buffer is ILocalSymbol && Writes.Among(body.MentionsOf(buffer)).ToList() is { Count: 1 } writes && writes[0].Value is { } made
        && Uses.Plain(made) is IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes }
            ? sizes[0]
            : null;

    /// <summary><c>buffer.AsMemory(0, 4)</c>, <c>new ArraySegment(buffer, 0, 4)</c>.</summary>
    private static IOperation? LengthOfSlice(IOperation given) => Uses.Plain(given) switch
    {
        IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan" or "Slice" } slice => slice.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "length")?.Value,
        IObjectCreationOperation { Type.Name: "ArraySegment" or "Memory" or "Span" } part => part.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "count" or "length")?.Value,
        _ => null,
    };

    private static bool IsLengthOf(IOperation value, ISymbol buffer) =>
        Uses.Plain(value) is IPropertyReferenceOperation { Property.Name: "Length", Instance: { } counted }
        && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(counted)), buffer);

    /// <summary>The same constant, or the same words that call nothing.</summary>
    public static bool AreSame(IOperation one, IOperation other)
    {
        one = Uses.Plain(one);
        other = Uses.Plain(other);
        return one.ConstantValue is { HasValue: true, Value: var first } && other.ConstantValue is { HasValue: true, Value: var second }
            ? Equals(first, second)
            : !Operations.BelowInFunction(one).Any(part => part is IInvocationOperation) && SyntaxFactory.AreEquivalent(one.Syntax, other.Syntax);
    }
}
