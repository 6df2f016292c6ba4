using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>
/// Reads a source file when it is needed, as the compiler does: UTF-8 or what the byte order mark says, else Latin-1. A binary or
/// unreadable file is noted and counts as empty.
/// </summary>
internal sealed class SourceFileLoader(string path, Notes notes) : TextLoader
{
    private const long LargestFile = 64 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public override Task<TextAndVersion> LoadTextAndVersionAsync(LoadTextOptions options, CancellationToken cancellationToken) =>
        Task.FromResult(TextAndVersion.Create(Read(), VersionStamp.Default, path));

    private SourceText Read()
    {
        try
        {
            if (new FileInfo(path).Length > LargestFile)
            {
                return PassOver("larger than 64 MB");
            }

            return Decode(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return PassOver("cannot be read: " + e.Message);
        }
    }

    private SourceText Decode(byte[] bytes)
    {
        if (IsUtf16Or32(bytes))
        {
            return SourceText.From(new MemoryStream(bytes));
        }

        if (Array.IndexOf(bytes, (byte)0) >= 0)
        {
            return PassOver("binary, not C#");
        }

        try
        {
            return SourceText.From(bytes, bytes.Length, Strict);
        }
        catch (DecoderFallbackException)
        {
            notes.Add(path, "not valid UTF-8, read as Latin-1", passedOver: false);
            return SourceText.From(bytes, bytes.Length, Encoding.Latin1);
        }
    }

    private static bool IsUtf16Or32(byte[] bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    private SourceText PassOver(string why)
    {
        notes.Add(path, why);
        return SourceText.From("");
    }
}
