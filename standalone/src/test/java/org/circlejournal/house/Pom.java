package org.circlejournal.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What one {@code pom.xml} says, as far as the house rules ask. */
final class Pom {

  private final Element project;

  private Pom(Element project) {
    this.project = project;
  }

  /**
   * @param module folder of the module; "" is the root
   */
  static Pom of(String module) {
    Path file = SourceTree.ROOT.resolve(module).resolve("pom.xml");
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Document document = factory.newDocumentBuilder().parse(file.toFile());
      return new Pom(document.getDocumentElement());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IllegalStateException(file + " cannot be read", e);
    }
  }

  List<String> modules() {
    return texts(child(project, "modules"), "module");
  }

  String artifactId() {
    return text(project, "artifactId");
  }

  /** The module's own, or its parent's. */
  String version() {
    String own = text(project, "version");
    return own.isEmpty() ? text(child(project, "parent"), "version") : own;
  }

  /** A property, or "" where this pom does not set it. */
  String property(String name) {
    return text(child(project, "properties"), name);
  }

  /** Artifact ids of our own that the production code may use. */
  List<String> oursInProduction() {
    List<String> ours = new ArrayList<>();
    for (Element dependency : children(child(project, "dependencies"), "dependency")) {
      if (text(dependency, "groupId").equals("org.circlejournal")
          && !text(dependency, "scope").equals("test")) {
        ours.add(text(dependency, "artifactId"));
      }
    }
    return ours;
  }

  /** Name of the jar without its ending. */
  String finalName() {
    String own = text(child(project, "build"), "finalName");
    return own.isEmpty() ? artifactId() + "-" + version() : own;
  }

  /** Artifact ids of the libraries whose versions this pom sets, boms left out. */
  Set<String> managed() {
    Set<String> managed = new TreeSet<>();
    Element dependencies = child(child(project, "dependencyManagement"), "dependencies");
    for (Element dependency : children(dependencies, "dependency")) {
      if (!text(dependency, "scope").equals("import")) {
        managed.add(text(dependency, "artifactId"));
      }
    }
    return managed;
  }

  /** Artifact ids of everything that the module depends on. */
  Set<String> used() {
    return new TreeSet<>(
        children(child(project, "dependencies"), "dependency").stream()
            .map(dependency -> text(dependency, "artifactId"))
            .toList());
  }

  /** Classifier of the executable jar; "" when it takes the place of the module's own. */
  String executableClassifier() {
    return text(configuration("spring-boot-maven-plugin"), "classifier");
  }

  /** Classifier of a jar that the module makes beside its own; "" if it makes none. */
  String shadedClassifier() {
    NodeList names = project.getElementsByTagName("shadedClassifierName");
    return names.getLength() == 0 ? "" : names.item(0).getTextContent().strip();
  }

  /** Whether the module's own jar lies elsewhere than the executable one. */
  boolean ownJarAside() {
    return !text(configuration("maven-jar-plugin"), "outputDirectory").isEmpty();
  }

  private Element configuration(String plugin) {
    for (Element each : children(child(child(project, "build"), "plugins"), "plugin")) {
      if (text(each, "artifactId").equals(plugin)) {
        return child(each, "configuration");
      }
    }
    return project.getOwnerDocument().createElement("configuration");
  }

  private static List<String> texts(Element parent, String name) {
    return children(parent, name).stream().map(e -> e.getTextContent().strip()).toList();
  }

  private static String text(Element parent, String name) {
    List<String> texts = texts(parent, name);
    return texts.isEmpty() ? "" : texts.get(0);
  }

  /** The child of this name, or an empty element. */
  private static Element child(Element parent, String name) {
    List<Element> found = children(parent, name);
    return found.isEmpty() ? parent.getOwnerDocument().createElement(name) : found.get(0);
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    NodeList nodes = parent.getChildNodes();
    for (int i = 0; i < nodes.getLength(); i++) {
      Node node = nodes.item(i);
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
