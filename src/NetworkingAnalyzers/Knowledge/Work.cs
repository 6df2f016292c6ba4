using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>
/// Calls that keep a processor busy, each with the reason why it is here. Times were measured on one core of a small server
/// (.NET 10); what takes less than some milliseconds is not listed.
/// </summary>
internal static class Work
{
    private const string Derives = "a key derivation is slow on purpose";
    private const string Generates = "finding the primes of a key takes hundreds of milliseconds, at times seconds";
    private const string Compresses = "the smallest size costs twice the time of Optimal with GZip, a hundred times with Brotli";
    private const string Draws = "decoding, scaling and encoding an image touches every pixel several times";
    private const string Spins = "it spins instead of waiting";
    private const string Spreads = "it takes every processor and holds its own thread until all are done";

    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        // PBKDF2 with SHA-256: 1,000 rounds 0.3 ms, 10,000 2.4 ms, 100,000 40 to 90 ms, 600,000 (what OWASP asks for) 0.4 s.
        Dear(Derives, "System.Security.Cryptography.Rfc2898DeriveBytes", "Pbkdf2").By("iterations", 10_000),
        Dear(Derives, "System.Security.Cryptography.Rfc2898DeriveBytes", "GetBytes"),
        Dear(Derives, "Microsoft.AspNetCore.Cryptography.KeyDerivation.KeyDerivation", "Pbkdf2").By("iterationCount", 10_000),

        // The work factor doubles the time with each step; 11, the default, takes 0.1 to 0.2 s.
        Dear(Derives, "BCrypt.Net.BCrypt", "HashPassword", "EnhancedHashPassword").By("workFactor", 6),
        Dear(Derives, "BCrypt.Net.BCrypt", "Verify", "EnhancedVerify", "ValidateAndReplacePassword"),
        Dear(Derives, "Scrypt.ScryptEncoder", "Encode", "Compare"),
        Dear(Derives, "Konscious.Security.Cryptography.Argon2", "GetBytes"),
        Dear(Derives, "Isopoh.Cryptography.Argon2.Argon2", "Hash", "Verify"),
        Dear(Derives, "CryptSharp.Utility.SCrypt", "ComputeDerivedKey"),
        Dear(Derives, "Org.BouncyCastle.Crypto.Generators.SCrypt", "Generate"),
        Dear(Derives, "Org.BouncyCastle.Crypto.Generators.BCrypt", "Generate"),

        // RSA 1024 22 ms, 2048 190 ms (up to 0.9 s), 4096 1.5 s (up to 3.3 s); DSA 2048 0.2 s. The key is made at its first use.
        // Elliptic curves are not here: 0.1 ms. Neither is CreateSelfSigned, 2 ms once there is a key.
        Dear(Generates, "System.Security.Cryptography.RSA", TakesSize, "Create"),
        Dear(Generates, "System.Security.Cryptography.RSACryptoServiceProvider", TakesSize, ".ctor"),
        Dear(Generates, "System.Security.Cryptography.RSACng", TakesSize, ".ctor"),
        Dear(Generates, "System.Security.Cryptography.RSAOpenSsl", TakesSize, ".ctor"),
        Dear(Generates, "System.Security.Cryptography.DSA", TakesSize, "Create"),
        Dear(Generates, "System.Security.Cryptography.DSACryptoServiceProvider", TakesSize, ".ctor"),
        Dear(Generates, "Org.BouncyCastle.Crypto.Generators.RsaKeyPairGenerator", "GenerateKeyPair"),
        Dear(Generates, "Org.BouncyCastle.Crypto.Generators.DHParametersGenerator", "GenerateParameters"),
        Dear(Generates, "Org.BouncyCastle.Crypto.Generators.DsaParametersGenerator", "GenerateParameters"),

        // One megabyte of text: GZip 20 ms at Optimal, 42 at SmallestSize; Brotli 10 ms and 1,700. CompressionLevel.SmallestSize is 3.
        Dear(Compresses, "System.IO.Compression.GZipStream", ".ctor").IfSeen("compressionLevel", 2),
        Dear(Compresses, "System.IO.Compression.DeflateStream", ".ctor").IfSeen("compressionLevel", 2),
        Dear(Compresses, "System.IO.Compression.ZLibStream", ".ctor").IfSeen("compressionLevel", 2),
        Dear(Compresses, "System.IO.Compression.BrotliStream", ".ctor").IfSeen("compressionLevel", 2),
        Dear(Compresses, "System.IO.Compression.ZipArchive", "CreateEntry").IfSeen("compressionLevel", 2),
        Dear(Compresses, "System.IO.Compression.BrotliEncoder", ".ctor", "TryCompress").IfSeen("quality", 9),
        Dear("a whole directory is read and compressed", "System.IO.Compression.ZipFile", "CreateFromDirectory"),

        Dear(Draws, "System.Drawing.Graphics", "DrawImage"),
        Dear(Draws, "System.Drawing.Image", "FromStream", "FromFile", "GetThumbnailImage"),
        Dear(Draws, "SixLabors.ImageSharp.Image", "Load"),
        Dear(Draws, "SixLabors.ImageSharp.Processing.ProcessingExtensions", "Mutate", "Clone"),
        Dear(Draws, "SkiaSharp.SKBitmap", "Decode", "Resize", "ScalePixels", "Encode"),
        Dear(Draws, "SkiaSharp.SKImage", "Encode"),
        Dear(Draws, "ImageMagick.MagickImage", "Resize", "Thumbnail", "Write"),

        // A million rounds of SpinWait: 25 ms.
        Dear(Spins, "System.Threading.Thread", "SpinWait").IfSeen("iterations", 100_000),
        Dear(Spins, "System.Threading.SpinWait", "SpinUntil"),

        Dear(Spreads, "System.Threading.Tasks.Parallel", "For", "ForEach", "Invoke"),
        Dear(Spreads, "System.Linq.ParallelEnumerable", "AsParallel"),

        // A million live objects: 8 ms in which no thread runs; it grows with the heap.
        Dear("a full collection stops every thread of the process", "System.GC", "Collect").By("generation", 1),

        // Half a millisecond for a megabyte, half a microsecond for some bytes: dear only in a long loop.
        new ApiRow(DigestsBytes, "System.Security.Cryptography.HashAlgorithm", "ComputeHash", "TransformBlock"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.MD5", "HashData"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.SHA1", "HashData"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.SHA256", "HashData"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.SHA384", "HashData"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.SHA512", "HashData"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.HMACSHA256", "HashData"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.HMACSHA512", "HashData"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.IncrementalHash", "AppendData"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.ICryptoTransform", "TransformBlock", "TransformFinalBlock"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.SymmetricAlgorithm", "EncryptCbc", "DecryptCbc", "EncryptEcb", "DecryptEcb"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.AesGcm", "Encrypt", "Decrypt"),
        new ApiRow(DigestsBytes, "System.Security.Cryptography.RSA", "Encrypt", "Decrypt", "SignData", "SignHash"));

    /// <summary>What puts a key in that was made elsewhere: then none is generated.</summary>
    public static bool ImportsKey(string member) =>
        member.StartsWith("Import", System.StringComparison.Ordinal) || member is "FromXmlString" or "PersistKeyInCsp";

    /// <summary>The constructor's parameter that says how often <c>Rfc2898DeriveBytes</c> turns round; it is 1,000 where left out.</summary>
    public const string Iterations = "iterations";

    /// <summary>Calls that give a loop of arithmetic nothing but arithmetic.</summary>
    public static bool IsArithmetic(IMethodSymbol method) =>
        method.ContainingType is { Name: "Math" or "MathF" or "BitOperations" } || method.MethodKind is MethodKind.BuiltinOperator or MethodKind.Conversion;

    /// <summary>Looks at a clock, or at a flag that another thread sets.</summary>
    public static bool IsGlance(ISymbol member) => (member.ContainingType?.Name, member.Name) is
        ("DateTime" or "DateTimeOffset", "Now" or "UtcNow") or ("Environment", "TickCount" or "TickCount64") or ("Thread", "IsAlive")
        or ("Stopwatch", "Elapsed" or "ElapsedMilliseconds" or "ElapsedTicks" or "IsRunning" or "GetTimestamp" or "GetElapsedTime")
        or ("TimeSpan", "TotalMilliseconds" or "TotalSeconds")
        or ("Task" or "ValueTask" or "IAsyncResult", "IsCompleted" or "CompletedSynchronously")
        or ("CancellationToken" or "CancellationTokenSource", "IsCancellationRequested")
        or ("NetworkStream", "DataAvailable") or ("Socket" or "TcpClient", "Available" or "Connected")
        or ("Volatile" or "Interlocked", "Read");

    /// <summary>Passes the time without giving up the processor.</summary>
    public static bool IsPause(ISymbol member) => (member.ContainingType?.Name, member.Name) is
        ("Thread", "SpinWait" or "Yield" or "MemoryBarrier") or ("SpinWait", "SpinOnce") or ("Interlocked", "MemoryBarrier");

    private static ApiRow Dear(string reason, string type, params string[] members) =>
        new(BurnsCpu, type, members) { Reason = reason };

    private static ApiRow Dear(string reason, string type, System.Func<ISymbol, bool> only, params string[] members) =>
        new(BurnsCpu, type, members) { Reason = reason, Only = only };

    private static ApiRow By(this ApiRow row, string cost, int cheapUpTo) => row.With(cost, cheapUpTo, isDearUnseen: true);

    private static ApiRow IfSeen(this ApiRow row, string cost, int cheapUpTo) => row.With(cost, cheapUpTo, isDearUnseen: false);

    private static ApiRow With(this ApiRow row, string cost, int cheapUpTo, bool isDearUnseen) =>
        new(row.Topics, row.Type, row.Members.ToArray()) { Reason = row.Reason, Only = row.Only, Cost = cost, CheapUpTo = cheapUpTo, IsDearUnseen = isDearUnseen };

    private static bool TakesSize(ISymbol member) =>
        member is IMethodSymbol { Parameters: { Length: > 0 } parameters } && parameters[0].Type.SpecialType == SpecialType.System_Int32;
}
