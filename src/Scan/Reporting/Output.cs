using System;
using System.IO;
using System.Linq;
using System.Text;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>Where a report goes: standard output, or a file that is there as a whole or not at all.</summary>
internal static class Output
{
    private static readonly string[] Devices = ["/dev/", "/proc/"];

    /// <summary>Writes to the file, or to standard output where there is none.</summary>
    /// <param name="file">The file; a link is followed, and what stands for a device is written to as it is.</param>
    /// <param name="standard">Standard output.</param>
    /// <param name="write">Writes the report.</param>
    /// <param name="encoding">How a file is encoded, UTF-8 unless said otherwise.</param>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    public static void Write(FileInfo? file, TextWriter standard, Action<TextWriter> write, Encoding? encoding = null)
    {
        if (file is null)
        {
            write(standard);
            return;
        }

        try
        {
            Replace((file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName, write, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"'{file}' cannot be written: {e.Message}", e);
        }
    }

    private static void Replace(string path, Action<TextWriter> write, Encoding encoding)
    {
        if (Devices.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)))
        {
            // Putting a file in the place of a device would harm everybody.
            using var device = new StreamWriter(new FileStream(path, FileMode.Open, FileAccess.Write), encoding);
            write(device);
            return;
        }

        var part = $"{path}.{Path.GetRandomFileName()}.part";
        try
        {
            using (var to = new StreamWriter(part, append: false, encoding))
            {
                write(to);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(path))
            {
                File.SetUnixFileMode(part, File.GetUnixFileMode(path));
            }

            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
