using System;
using System.IO;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>Where a report goes: standard output, or a file that is there as a whole or not at all.</summary>
internal static class Output
{
    /// <summary>Writes to the file, or to standard output where there is none.</summary>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    public static void Write(FileInfo? file, TextWriter standard, Action<TextWriter> write)
    {
        if (file is null)
        {
            write(standard);
            return;
        }

        var part = file.FullName + ".part";
        try
        {
            using (var to = new StreamWriter(part))
            {
                write(to);
            }

            File.Move(part, file.FullName, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
